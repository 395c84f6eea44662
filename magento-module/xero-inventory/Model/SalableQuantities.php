<?php
declare(strict_types=1);

namespace Ledgerlink\XeroInventory\Model;

use Magento\Framework\App\ResourceConnection;
use Magento\Framework\Exception\LocalizedException;
use Magento\InventoryConfigurationApi\Api\GetStockItemConfigurationInterface;

/**
 * What can be sold of a SKU from each stock: in stock at enabled sources, plus reservations (negative), minus the
 * out-of-stock threshold.
 *
 * Magento\InventorySalesApi\Api\GetProductSalableQtyInterface says the same, but from an index that may lag behind the
 * sources, and from memory within one process: a relay would send stale numbers.
 */
class SalableQuantities
{
    /**
     * @param ResourceConnection $resource
     * @param GetStockItemConfigurationInterface $getStockItemConfiguration
     */
    public function __construct(
        private readonly ResourceConnection $resource,
        private readonly GetStockItemConfigurationInterface $getStockItemConfiguration
    ) {
    }

    /**
     * Salable quantities of all stocks that have a source of this SKU
     *
     * @param string $sku
     * @return float[] by stock id; none for stocks that do not manage the quantity
     */
    public function read(string $sku): array
    {
        $salable = [];
        $reserved = $this->reserved($sku);
        foreach ($this->inStock($sku) as $stockId => $quantity) {
            try {
                $configuration = $this->getStockItemConfiguration->execute($sku, (int)$stockId);
            } catch (LocalizedException) {
                // Not assigned to this stock any more.
                continue;
            }
            if ($configuration->isManageStock()) {
                $salable[(int)$stockId] = (float)$quantity + (float)($reserved[$stockId] ?? 0)
                    - $configuration->getMinQty();
            }
        }

        return $salable;
    }

    /**
     * Quantity in stock at enabled sources
     *
     * @param string $sku
     * @return string[] by stock id
     */
    private function inStock(string $sku): array
    {
        $connection = $this->resource->getConnection();

        return $connection->fetchPairs(
            $connection->select()
                ->from(
                    ['link' => $this->resource->getTableName('inventory_source_stock_link')],
                    ['stock_id', 'quantity' => 'SUM(IF(item.status = 1 AND source.enabled = 1, item.quantity, 0))']
                )
                ->join(
                    ['source' => $this->resource->getTableName('inventory_source')],
                    'source.source_code = link.source_code',
                    []
                )
                ->join(
                    ['item' => $this->resource->getTableName('inventory_source_item')],
                    'item.source_code = link.source_code',
                    []
                )
                ->where('item.sku = ?', $sku)
                ->group('link.stock_id')
                ->order('link.stock_id')
        );
    }

    /**
     * Sum of reservations, negative while orders wait for their shipments
     *
     * @param string $sku
     * @return string[] by stock id
     */
    private function reserved(string $sku): array
    {
        $connection = $this->resource->getConnection();

        return $connection->fetchPairs(
            $connection->select()
                ->from(
                    $this->resource->getTableName('inventory_reservation'),
                    ['stock_id', 'quantity' => 'SUM(quantity)']
                )
                ->where('sku = ?', $sku)
                ->group('stock_id')
        );
    }
}
