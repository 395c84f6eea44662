<?php
declare(strict_types=1);

namespace Ledgerlink\Xero\Plugin\Reference;

use Ledgerlink\Xero\Model\Reference\Attach;
use Magento\Customer\Api\CustomerRepositoryInterface;
use Magento\Customer\Api\Data\CustomerInterface;
use Magento\Customer\Api\Data\CustomerSearchResultsInterface;

/**
 * A customer read over REST or SOAP shows its Xero contact.
 */
class AttachToCustomer
{
    /**
     * @param Attach $attach
     */
    public function __construct(private readonly Attach $attach)
    {
    }

    /**
     * One customer
     *
     * @param CustomerRepositoryInterface $subject
     * @param CustomerInterface $result
     * @return CustomerInterface
     */
    public function afterGet(CustomerRepositoryInterface $subject, CustomerInterface $result)
    {
        $this->attachTo([$result]);

        return $result;
    }

    /**
     * One customer, found by its id
     *
     * @param CustomerRepositoryInterface $subject
     * @param CustomerInterface $result
     * @return CustomerInterface
     */
    public function afterGetById(CustomerRepositoryInterface $subject, CustomerInterface $result)
    {
        $this->attachTo([$result]);

        return $result;
    }

    /**
     * A list of customers
     *
     * @param CustomerRepositoryInterface $subject
     * @param CustomerSearchResultsInterface $result
     * @return CustomerSearchResultsInterface
     */
    public function afterGetList(CustomerRepositoryInterface $subject, CustomerSearchResultsInterface $result)
    {
        $this->attachTo($result->getItems());

        return $result;
    }

    /**
     * Attaches by id
     *
     * @param CustomerInterface[] $entities
     * @return void
     */
    private function attachTo(array $entities): void
    {
        $this->attach->attach(
            $entities,
            CustomerInterface::class,
            'customer',
            static fn (CustomerInterface $entity) => $entity->getId()
        );
    }
}
