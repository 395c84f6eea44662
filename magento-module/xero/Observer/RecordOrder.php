<?php
declare(strict_types=1);

namespace Ledgerlink\Xero\Observer;

use Ledgerlink\Xero\Model\Outbox\OrderChanges;
use Magento\Framework\Event\Observer;
use Magento\Framework\Event\ObserverInterface;

/**
 * Records the save of an order. `sales_order_process_relation` fires inside the save's transaction, also when only
 * items, payment, addresses or comments changed; `sales_order_place_after` fires before it, and would leave orphans.
 */
class RecordOrder implements ObserverInterface
{
    /**
     * @param OrderChanges $orderChanges
     */
    public function __construct(private readonly OrderChanges $orderChanges)
    {
    }

    /**
     * @inheritDoc
     */
    public function execute(Observer $observer): void
    {
        $order = $observer->getData('object');
        // An order that was not loaded is a new one, but for ERP systems that post a whole order over an existing one.
        $reason = $order->getOrigData('entity_id') === null ? 'order.placed' : 'order.changed';
        $this->orderChanges->record((int)$order->getId(), $order->getStoreId(), $reason);
    }
}
