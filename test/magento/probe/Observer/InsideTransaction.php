<?php
declare(strict_types=1);

namespace LedgerlinkTest\Probe\Observer;

use LedgerlinkTest\Probe\Orders;
use Magento\Framework\Event\Observer;
use Magento\Framework\Event\ObserverInterface;

/**
 * Runs after the order was recorded and before its transaction is committed.
 */
class InsideTransaction implements ObserverInterface
{
    /**
     * @param Orders $orders
     */
    public function __construct(private readonly Orders $orders)
    {
    }

    /**
     * @inheritDoc
     */
    public function execute(Observer $observer): void
    {
        $this->orders->obey('inside', $observer->getData('object'));
    }
}
