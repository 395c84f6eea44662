<?php
declare(strict_types=1);

namespace Ledgerlink\Xero\Model\Outbox;

/**
 * Records a change of an order where its website is recorded.
 */
class OrderChanges
{
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
     * Records one row
     *
     * @param int $orderId
     * @param int|string|null $storeId null once the store view was deleted (the foreign key sets it so)
     * @param string $reason
     * @return void
     */
    public function record(int $orderId, $storeId, string $reason): void
    {
        if ($orderId === 0) {
            return;
        }
        $websiteId = $storeId === null ? null : $this->gate->websiteOf((int)$storeId);
        $isOpen = $websiteId === null ? $this->gate->isOpenAnywhere() : $this->gate->isOpenForWebsite($websiteId);
        if ($isOpen) {
            $this->recorder->record(
                Change::order($orderId, $reason, $storeId === null ? null : (int)$storeId, $websiteId)
            );
        }
    }
}
