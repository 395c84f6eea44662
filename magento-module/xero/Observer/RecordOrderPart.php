<?php
declare(strict_types=1);

namespace Ledgerlink\Xero\Observer;

use Ledgerlink\Xero\Model\Outbox\OrderChanges;
use Magento\Framework\Event\Observer;
use Magento\Framework\Event\ObserverInterface;

/**
 * Records a part that Magento also saves or deletes without its order: an address edited in the admin, a payment
 * transaction, a deleted invoice. Its website is not always known without a read, so the relay looks whether it is
 * recorded.
 */
class RecordOrderPart implements ObserverInterface
{
    /**
     * @param OrderChanges $orderChanges
     * @param string $reason
     * @param string $orderIdField name of the column with the order's id
     */
    public function __construct(
        private readonly OrderChanges $orderChanges,
        private readonly string $reason,
        private readonly string $orderIdField
    ) {
    }

    /**
     * @inheritDoc
     */
    public function execute(Observer $observer): void
    {
        $part = $observer->getData('data_object');
        // A new part comes with the save of its order, which is recorded by itself.
        if ($part->getOrigData($part->getIdFieldName()) !== null) {
            $this->orderChanges->record((int)$part->getData($this->orderIdField), null, $this->reason);
        }
    }
}
