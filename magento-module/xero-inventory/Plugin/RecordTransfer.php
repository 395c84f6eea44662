<?php
declare(strict_types=1);

namespace Ledgerlink\XeroInventory\Plugin;

use Ledgerlink\XeroInventory\Model\StockChanges;
use Magento\InventoryCatalog\Model\ResourceModel\BulkInventoryTransfer;

/**
 * Records transfers between sources, which write by SQL of their own.
 */
class RecordTransfer
{
    /**
     * @param StockChanges $stockChanges
     */
    public function __construct(private readonly StockChanges $stockChanges)
    {
    }

    /**
     * Records what is transferred
     *
     * @param BulkInventoryTransfer $subject
     * @param callable $proceed
     * @param string[] $skus
     * @param string $originSource
     * @param string $destinationSource
     * @param bool $unassignFromOrigin
     * @return void
     * @SuppressWarnings(PHPMD.UnusedFormalParameter)
     */
    public function aroundExecute(
        BulkInventoryTransfer $subject,
        callable $proceed,
        array $skus,
        string $originSource,
        string $destinationSource,
        bool $unassignFromOrigin
    ): void {
        $this->stockChanges->recordWith(
            $skus,
            'stock.transferred',
            static fn () => $proceed($skus, $originSource, $destinationSource, $unassignFromOrigin)
        );
    }
}
