<?php
declare(strict_types=1);

namespace Ledgerlink\XeroInventory\Plugin;

use Ledgerlink\XeroInventory\Model\StockChanges;
use Magento\InventoryCatalog\Model\ResourceModel\BulkSourceAssign;
use Magento\InventoryCatalog\Model\ResourceModel\BulkSourceUnassign;

/**
 * Records the assignment of many products to sources, or its end.
 */
class RecordBulkAssignment
{
    /**
     * @param StockChanges $stockChanges
     */
    public function __construct(private readonly StockChanges $stockChanges)
    {
    }

    /**
     * Records what is assigned or unassigned
     *
     * @param BulkSourceAssign|BulkSourceUnassign $subject
     * @param callable $proceed
     * @param string[] $skus
     * @param string[] $sourceCodes
     * @return int number of assignments
     * @SuppressWarnings(PHPMD.UnusedFormalParameter)
     */
    public function aroundExecute($subject, callable $proceed, array $skus, array $sourceCodes): int
    {
        return $this->stockChanges->recordWith(
            $skus,
            'stock.changed',
            static fn (): int => $proceed($skus, $sourceCodes)
        );
    }
}
