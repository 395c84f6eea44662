<?php
declare(strict_types=1);

namespace Ledgerlink\XeroInventory\Model;

use Ledgerlink\Xero\Model\Snapshot\Snapshot;
use Ledgerlink\Xero\Model\Snapshot\SnapshotBuilderInterface;
use Magento\CatalogInventory\Api\StockConfigurationInterface;
use Magento\Framework\App\ResourceConnection;
use Magento\Framework\Exception\NoSuchEntityException;

/**
 * The stock of a SKU: what lies in each source, and what can be sold from each stock.
 */
class StockSnapshot implements SnapshotBuilderInterface
{
    /**
     * @param ResourceConnection $resource
     * @param StockConfigurationInterface $stockConfiguration
     * @param SalableQuantities $salableQuantities
     */
    public function __construct(
        private readonly ResourceConnection $resource,
        private readonly StockConfigurationInterface $stockConfiguration,
        private readonly SalableQuantities $salableQuantities
    ) {
    }

    /**
     * @inheritDoc
     */
    public function build(string $id): Snapshot
    {
        $connection = $this->resource->getConnection();
        $product = $connection->fetchRow(
            $connection->select()
                ->from($this->resource->getTableName('catalog_product_entity'), ['entity_id', 'sku'])
                ->where('sku = ?', $id)
        );
        if ($product === false) {
            throw new NoSuchEntityException(__('There is no product with the SKU "%1".', $id));
        }

        return new Snapshot([
            'sku' => (string)$product['sku'],
            'product_id' => (int)$product['entity_id'],
            'sources' => $this->sources((string)$product['sku']),
            'salable' => (object)$this->salableQuantities->read((string)$product['sku']),
        ]);
    }

    /**
     * @inheritDoc
     */
    public function listIds(string $after, int $limit): array
    {
        $connection = $this->resource->getConnection();

        return $connection->fetchCol(
            $connection->select()
                ->from($this->resource->getTableName('catalog_product_entity'), 'sku')
                ->where('type_id IN (?)', array_keys($this->stockConfiguration->getIsQtyTypeIds(true)))
                ->where('sku > ?', $after)
                ->order('sku')
                ->limit($limit)
        );
    }

    /**
     * Read from the table, because Magento's services keep in memory what they once read
     *
     * @param string $sku
     * @return array[]
     */
    private function sources(string $sku): array
    {
        $connection = $this->resource->getConnection();
        $rows = $connection->fetchAll(
            $connection->select()
                ->from($this->resource->getTableName('inventory_source_item'), ['source_code', 'quantity', 'status'])
                ->where('sku = ?', $sku)
                ->order('source_code')
        );
        $sources = [];
        foreach ($rows as $row) {
            $sources[] = [
                'source_code' => (string)$row['source_code'],
                'quantity' => (float)$row['quantity'],
                'status' => (int)$row['status'],
            ];
        }

        return $sources;
    }
}
