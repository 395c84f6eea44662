<?php
declare(strict_types=1);

namespace Ledgerlink\Xero\Observer;

use Ledgerlink\Xero\Model\Outbox\CustomerChanges;
use Magento\Framework\Event\Observer;
use Magento\Framework\Event\ObserverInterface;

/**
 * Records the save or deletion of a customer's address as a change of the customer. Magento saves addresses in
 * transactions of their own, after the customer's has been committed.
 */
class RecordCustomerAddress implements ObserverInterface
{
    /**
     * @param CustomerChanges $customerChanges
     * @param string $reason
     */
    public function __construct(
        private readonly CustomerChanges $customerChanges,
        private readonly string $reason
    ) {
    }

    /**
     * @inheritDoc
     */
    public function execute(Observer $observer): void
    {
        // The website stands on the customer, who may not be loaded here: the relay looks.
        $this->customerChanges->record(
            (int)$observer->getData('customer_address')->getData('parent_id'),
            $this->reason,
            null
        );
    }
}
