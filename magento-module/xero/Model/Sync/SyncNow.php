<?php
declare(strict_types=1);

namespace Ledgerlink\Xero\Model\Sync;

use Ledgerlink\Xero\Model\Outbox\Change;
use Ledgerlink\Xero\Model\Outbox\Recorder;
use Ledgerlink\Xero\Model\Outbox\RecordingGate;

/**
 * Puts records that a person chose into the outbox, as if they had just changed. Sends nothing itself.
 */
class SyncNow
{
    public const REASON = 'sync.requested';

    private const CHUNK = 500;

    /**
     * @param RecordingGate $gate
     * @param Recorder $recorder
     */
    public function __construct(
        private readonly RecordingGate $gate,
        private readonly Recorder $recorder
    ) {
    }

    /**
     * Orders by id, with the store view of each
     *
     * @param array<int, int|string|null> $storeIds order id → store id, null where the store view is gone
     * @return int how many were put in; the others belong to websites where the connector is off
     */
    public function orders(array $storeIds): int
    {
        $changes = [];
        foreach ($storeIds as $orderId => $storeId) {
            $websiteId = $storeId === null ? null : $this->gate->websiteOf((int)$storeId);
            if ($this->isOpen($websiteId)) {
                $changes[] = Change::order(
                    $orderId,
                    self::REASON,
                    $storeId === null ? null : (int)$storeId,
                    $websiteId
                );
            }
        }

        return $this->record($changes);
    }

    /**
     * Customers by id, with the website of each
     *
     * @param array<int, int|string|null> $websiteIds customer id → website id
     * @return int how many were put in
     */
    public function customers(array $websiteIds): int
    {
        $changes = [];
        foreach ($websiteIds as $customerId => $websiteId) {
            $websiteId = $websiteId === null ? null : (int)$websiteId;
            if ($this->isOpen($websiteId)) {
                $changes[] = Change::customer($customerId, self::REASON, $websiteId);
            }
        }

        return $this->record($changes);
    }

    /**
     * Whether a website's changes are recorded; what belongs to no website is recorded if any website's are
     *
     * @param int|null $websiteId
     * @return bool
     */
    private function isOpen(?int $websiteId): bool
    {
        return $websiteId === null ? $this->gate->isOpenAnywhere() : $this->gate->isOpenForWebsite($websiteId);
    }

    /**
     * Writes changes in statements of a bounded size
     *
     * @param Change[] $changes
     * @return int
     */
    private function record(array $changes): int
    {
        foreach (array_chunk($changes, self::CHUNK) as $chunk) {
            $this->recorder->record(...$chunk);
        }

        return count($changes);
    }
}
