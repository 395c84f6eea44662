<?php
declare(strict_types=1);

namespace Ledgerlink\Xero\Observer;

use Ledgerlink\Xero\Model\Outbox\OrderChanges;
use Magento\Framework\Event\Observer;
use Magento\Framework\Event\ObserverInterface;

/**
 * Records the save of an invoice, shipment or credit memo: a change of its order.
 */
class RecordOrderDocument implements ObserverInterface
{
    /**
     * @param OrderChanges $orderChanges
     * @param string $document invoice, shipment or creditmemo: the first word of the reason
     */
    public function __construct(
        private readonly OrderChanges $orderChanges,
        private readonly string $document
    ) {
    }

    /**
     * @inheritDoc
     */
    public function execute(Observer $observer): void
    {
        $document = $observer->getData('object');
        $what = $document->getOrigData('entity_id') === null ? 'created' : 'changed';
        $this->orderChanges->record(
            (int)$document->getOrderId(),
            $document->getStoreId(),
            $this->document . '.' . $what
        );
    }
}
