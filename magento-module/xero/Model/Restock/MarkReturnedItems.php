<?php
declare(strict_types=1);

namespace Ledgerlink\Xero\Model\Restock;

use Magento\CatalogInventory\Api\StockConfigurationInterface;
use Magento\Framework\Module\Manager;
use Magento\Sales\Api\Data\CreditmemoInterface;
use Magento\Sales\Api\Data\OrderInterface;
use Magento\SalesInventory\Model\Order\ReturnProcessor;

/**
 * Marks the credit memo items whose quantity goes back to stock. Every way of refunding (admin, REST) and both kinds
 * of stock (MSI, legacy) pass ReturnProcessor, inside the refund's transaction but before the items have ids; Magento
 * keeps no trace of it afterwards. RecordRestock then writes the marks down.
 */
class MarkReturnedItems
{
    public const MARK = 'ledgerlink_restocked';

    /**
     * @param StockConfigurationInterface $stockConfiguration
     * @param Manager $moduleManager
     */
    public function __construct(
        private readonly StockConfigurationInterface $stockConfiguration,
        private readonly Manager $moduleManager
    ) {
    }

    /**
     * Marks what is about to be returned
     *
     * @param ReturnProcessor $subject
     * @param CreditmemoInterface $creditmemo
     * @param OrderInterface $order
     * @param int[] $returnToStockItems order item ids
     * @param bool $isAutoReturn
     * @return void
     */
    public function beforeExecute(
        ReturnProcessor $subject,
        CreditmemoInterface $creditmemo,
        OrderInterface $order,
        array $returnToStockItems = [],
        $isAutoReturn = false
    ): void {
        foreach ($creditmemo->getItems() as $item) {
            $orderItem = $item->getOrderItem();
            $isNamed = in_array($item->getOrderItemId(), $returnToStockItems)
                || ($this->parentsCount() && in_array($orderItem->getParentItemId(), $returnToStockItems));
            // Configurables and bundles have no stock of their own; their children stand in the credit memo beside
            // them.
            $type = $orderItem->getProductType() === 'grouped' ? 'simple' : $orderItem->getProductType();
            if (($isAutoReturn || $isNamed) && $this->stockConfiguration->isQty($type)) {
                $item->setData(self::MARK, true);
            }
        }
    }

    /**
     * The legacy stock also takes back the children of a named parent, MSI only what is named itself.
     */
    private function parentsCount(): bool
    {
        return !$this->moduleManager->isEnabled('Magento_InventorySales');
    }
}
