<?php
declare(strict_types=1);

namespace Ledgerlink\XeroInventory\Plugin;

use Ledgerlink\XeroInventory\Model\StockChanges;
use Magento\Inventory\Model\ResourceModel\SourceItem\DecrementQtyForMultipleSourceItem;

/**
 * Records what shipments take from sources and refunds give back to them; neither passes the saving of source items.
 */
class RecordDeduction
{
    /**
     * @param StockChanges $stockChanges
     */
    public function __construct(private readonly StockChanges $stockChanges)
    {
    }

    /**
     * Records what is deducted
     *
     * @param DecrementQtyForMultipleSourceItem $subject
     * @param callable $proceed
     * @param array[] $decrementItems `source_item` and `qty_to_decrement` each
     * @return void
     * @SuppressWarnings(PHPMD.UnusedFormalParameter)
     */
    public function aroundExecute(
        DecrementQtyForMultipleSourceItem $subject,
        callable $proceed,
        array $decrementItems
    ): void {
        $skus = [];
        foreach ($decrementItems as $decrementItem) {
            $skus[] = $decrementItem['source_item']->getSku();
        }
        $this->stockChanges->recordWith($skus, 'stock.deducted', static fn () => $proceed($decrementItems));
    }
}
