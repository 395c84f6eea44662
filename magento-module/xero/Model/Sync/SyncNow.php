<?php
declare(strict_types=1);

namespace Ledgerlink\Xero\Model\Sync;

use Ledgerlink\Xero\Model\Outbox\Change;
use Ledgerlink\Xero\Model\Outbox\CustomerChanges;
use Ledgerlink\Xero\Model\Outbox\Recorder;
use Ledgerlink\Xero\Model\Outbox\RecordingGate;
use Ledgerlink\Xero\Model\Outbox\Resync;

/**
 * Puts records that a person chose in a grid into the outbox, as if they had just changed. Sends nothing itself.
 */
class SyncNow
{
    private const PORTION = 500;

    /**
     * @param RecordingGate $gate
     * @param CustomerChanges $customerChanges
     * @param Recorder $recorder
     */
    public function __construct(
        private readonly RecordingGate $gate,
        private readonly CustomerChanges $customerChanges,
        private readonly Recorder $recorder
    ) {
    }

    /**
     * Orders by id, with the store view of each
     *
     * @param array $storeIds order id → store id, null where the store view is gone
     * @return int how many were put in; the others belong to websites where the connector is off
     */
    public function orders(array $storeIds): int
    {
        $changes = [];
        foreach ($storeIds as $orderId => $storeId) {
            $storeId = $storeId === null ? null : (int)$storeId;
            $websiteId = $storeId === null ? null : $this->gate->websiteOf($storeId);
            $isOpen = $websiteId === null
                ? $this->gate->isOpenAnywhere()
                : $this->gate->isOpenForWebsite($websiteId);
            if ($isOpen) {
                $changes[] = Change::order($orderId, Resync::REASON, $storeId, $websiteId);
            }
        }

        return $this->record($changes);
    }

    /**
     * Customers by id, with the website of each
     *
     * @param array $websiteIds customer id → website id
     * @return int how many were put in
     */
    public function customers(array $websiteIds): int
    {
        $changes = [];
        foreach ($websiteIds as $customerId => $websiteId) {
            $websiteId = $websiteId === null ? null : (int)$websiteId;
            if ($this->customerChanges->isRecorded($websiteId)) {
                $changes[] = Change::customer($customerId, Resync::REASON, $websiteId);
            }
        }

        return $this->record($changes);
    }

    /**
     * Products by id; a product belongs to several websites
     *
     * @param int[] $productIds
     * @return int how many were put in
     */
    public function products(array $productIds): int
    {
        return $this->gate->isOpenAnywhere()
            ? $this->record(array_map(static fn (int $id) => Change::product($id, Resync::REASON), $productIds))
            : 0;
    }

    /**
     * Writes changes in statements of a bounded size
     *
     * @param Change[] $changes
     * @return int
     */
    private function record(array $changes): int
    {
        foreach (array_chunk($changes, self::PORTION) as $portion) {
            $this->recorder->record(...$portion);
        }

        return count($changes);
    }
}
