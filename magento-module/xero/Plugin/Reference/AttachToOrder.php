<?php
declare(strict_types=1);

namespace Ledgerlink\Xero\Plugin\Reference;

use Ledgerlink\Xero\Model\Reference\Attach;
use Magento\Sales\Api\Data\OrderInterface;
use Magento\Sales\Api\Data\OrderSearchResultInterface;
use Magento\Sales\Api\OrderRepositoryInterface;

/**
 * An order read over REST or SOAP shows all Xero documents of its record: invoices, payments, credit notes.
 */
class AttachToOrder
{
    /**
     * @param Attach $attach
     */
    public function __construct(private readonly Attach $attach)
    {
    }

    /**
     * One order
     *
     * @param OrderRepositoryInterface $subject
     * @param OrderInterface $result
     * @return OrderInterface
     */
    public function afterGet(OrderRepositoryInterface $subject, OrderInterface $result)
    {
        $this->attachTo([$result]);

        return $result;
    }

    /**
     * A list of orders
     *
     * @param OrderRepositoryInterface $subject
     * @param OrderSearchResultInterface $result
     * @return OrderSearchResultInterface
     */
    public function afterGetList(OrderRepositoryInterface $subject, OrderSearchResultInterface $result)
    {
        $this->attachTo($result->getItems());

        return $result;
    }

    /**
     * Attaches by order id
     *
     * @param OrderInterface[] $orders
     * @return void
     */
    private function attachTo(array $orders): void
    {
        $this->attach->attach(
            $orders,
            OrderInterface::class,
            'order',
            static fn (OrderInterface $order) => $order->getEntityId()
        );
    }
}
