<?php
declare(strict_types=1);

namespace Ledgerlink\XeroInventory\Plugin;

use Ledgerlink\XeroInventory\Model\StockChanges;
use Magento\InventoryCatalog\Model\ResourceModel\TransferInventoryPartially;
use Magento\InventoryCatalogApi\Api\Data\PartialInventoryTransferItemInterface;

/**
 * Records the transfer of a part of a stock between sources.
 */
class RecordPartialTransfer
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
     * @param TransferInventoryPartially $subject
     * @param callable $proceed
     * @param PartialInventoryTransferItemInterface $transfer
     * @param string $originSourceCode
     * @param string $destinationSourceCode
     * @return void
     * @SuppressWarnings(PHPMD.UnusedFormalParameter)
     */
    public function aroundExecute(
        TransferInventoryPartially $subject,
        callable $proceed,
        PartialInventoryTransferItemInterface $transfer,
        string $originSourceCode,
        string $destinationSourceCode
    ): void {
        $this->stockChanges->recordWith(
            [$transfer->getSku()],
            'stock.transferred',
            static fn () => $proceed($transfer, $originSourceCode, $destinationSourceCode)
        );
    }
}
