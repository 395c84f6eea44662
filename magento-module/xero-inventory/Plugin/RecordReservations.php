<?php
declare(strict_types=1);

namespace Ledgerlink\XeroInventory\Plugin;

use Ledgerlink\XeroInventory\Model\StockChanges;
use Magento\InventoryReservations\Model\ResourceModel\SaveMultiple;
use Magento\InventoryReservationsApi\Model\ReservationInterface;

/**
 * Records reservations: they change what can be sold. Magento appends those of an order before its transaction begins.
 */
class RecordReservations
{
    /**
     * @param StockChanges $stockChanges
     */
    public function __construct(private readonly StockChanges $stockChanges)
    {
    }

    /**
     * Records what is reserved
     *
     * @param SaveMultiple $subject
     * @param callable $proceed
     * @param ReservationInterface[] $reservations
     * @return void
     * @SuppressWarnings(PHPMD.UnusedFormalParameter)
     */
    public function aroundExecute(SaveMultiple $subject, callable $proceed, array $reservations)
    {
        $skus = [];
        foreach ($reservations as $reservation) {
            $skus[] = $reservation->getSku();
        }
        $this->stockChanges->recordWith($skus, 'stock.reserved', static fn () => $proceed($reservations));
    }
}
