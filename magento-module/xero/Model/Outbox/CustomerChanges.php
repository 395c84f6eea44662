<?php
declare(strict_types=1);

namespace Ledgerlink\Xero\Model\Outbox;

use Magento\Customer\Model\Config\Share;

/**
 * Records a change of a customer where his website is recorded.
 */
class CustomerChanges
{
    /**
     * @param RecordingGate $gate
     * @param Recorder $recorder
     * @param Share $share
     */
    public function __construct(
        private readonly RecordingGate $gate,
        private readonly Recorder $recorder,
        private readonly Share $share
    ) {
    }

    /**
     * Whether a customer of this website is recorded. Accounts shared by all websites can order on any.
     *
     * @param int|null $websiteId null where it is not known without a read
     */
    public function isRecorded(?int $websiteId): bool
    {
        return $websiteId === null || $this->share->isGlobalScope()
            ? $this->gate->isOpenAnywhere()
            : $this->gate->isOpenForWebsite($websiteId);
    }

    /**
     * Records one row
     *
     * @param int $customerId
     * @param string $reason
     * @param int|null $websiteId
     * @return void
     */
    public function record(int $customerId, string $reason, ?int $websiteId): void
    {
        if ($customerId !== 0 && $this->isRecorded($websiteId)) {
            $this->recorder->record(Change::customer($customerId, $reason, $websiteId));
        }
    }
}
