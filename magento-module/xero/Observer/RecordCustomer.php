<?php
declare(strict_types=1);

namespace Ledgerlink\Xero\Observer;

use Ledgerlink\Xero\Model\Outbox\CustomerChanges;
use Magento\Framework\Event\Observer;
use Magento\Framework\Event\ObserverInterface;

/**
 * Records the save of a customer, also of one who only changed his e-mail or group.
 */
class RecordCustomer implements ObserverInterface
{
    /**
     * @param CustomerChanges $customerChanges
     */
    public function __construct(private readonly CustomerChanges $customerChanges)
    {
    }

    /**
     * @inheritDoc
     */
    public function execute(Observer $observer): void
    {
        $customer = $observer->getData('customer');
        $reason = $customer->getOrigData('entity_id') === null ? 'customer.created' : 'customer.changed';
        $this->customerChanges->record((int)$customer->getId(), $reason, (int)$customer->getData('website_id'));
    }
}
