<?php
declare(strict_types=1);

namespace Ledgerlink\Xero\Observer;

use Ledgerlink\Xero\Model\Outbox\Change;
use Ledgerlink\Xero\Model\Outbox\CustomerChanges;
use Ledgerlink\Xero\Model\Outbox\RecordingGate;
use Ledgerlink\Xero\Model\Outbox\Recorder;
use Ledgerlink\Xero\Model\Snapshot\SnapshotBuilderPool;
use Magento\Framework\Event\Observer;
use Magento\Framework\Event\ObserverInterface;
use Magento\Framework\Exception\LocalizedException;

/**
 * Records the deletion of a record together with its last snapshot, inside the transaction that deletes it.
 *
 * The one place where an observer reads: nobody can read the record later, and nobody deletes in a checkout.
 */
class RecordDeletion implements ObserverInterface
{
    /**
     * @param RecordingGate $gate
     * @param CustomerChanges $customerChanges
     * @param Recorder $recorder
     * @param SnapshotBuilderPool $builders
     * @param string $recordType order, customer or product
     */
    public function __construct(
        private readonly RecordingGate $gate,
        private readonly CustomerChanges $customerChanges,
        private readonly Recorder $recorder,
        private readonly SnapshotBuilderPool $builders,
        private readonly string $recordType
    ) {
    }

    /**
     * @inheritDoc
     */
    public function execute(Observer $observer): void
    {
        $entity = $observer->getData('data_object');
        $websiteId = $this->websiteOf($entity);
        if (!$entity->getId() || !$this->isRecorded($websiteId)) {
            return;
        }
        try {
            $last = $this->builders->get($this->recordType)->build((string)$entity->getId())->data;
        } catch (LocalizedException) {
            // A broken record must not be undeletable. Database exceptions are no LocalizedException and pass.
            $last = null;
        }
        $this->recorder->record(Change::deleted($this->recordType, (int)$entity->getId(), $last, $websiteId));
    }

    /**
     * Asks the gate of the record type
     *
     * @param int|null $websiteId
     * @return bool
     */
    private function isRecorded(?int $websiteId): bool
    {
        if ($this->recordType === Change::CUSTOMER) {
            return $this->customerChanges->isRecorded($websiteId);
        }

        return $websiteId === null ? $this->gate->isOpenAnywhere() : $this->gate->isOpenForWebsite($websiteId);
    }

    /**
     * Website of the entity, or null where it has none
     *
     * @param \Magento\Framework\Model\AbstractModel $entity
     */
    private function websiteOf($entity): ?int
    {
        return match ($this->recordType) {
            Change::ORDER => $entity->getStoreId() === null ? null : $this->gate->websiteOf((int)$entity->getStoreId()),
            Change::CUSTOMER => (int)$entity->getData('website_id'),
            default => null,
        };
    }
}
