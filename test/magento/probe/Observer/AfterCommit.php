<?php
declare(strict_types=1);

namespace LedgerlinkTest\Probe\Observer;

use LedgerlinkTest\Probe\Orders;
use Magento\Framework\App\Filesystem\DirectoryList;
use Magento\Framework\Event\Observer;
use Magento\Framework\Event\ObserverInterface;

/**
 * Runs right after the commit of an order: notes the time.
 */
class AfterCommit implements ObserverInterface
{
    /**
     * @param Orders $orders
     * @param DirectoryList $directoryList
     */
    public function __construct(
        private readonly Orders $orders,
        private readonly DirectoryList $directoryList
    ) {
    }

    /**
     * @inheritDoc
     */
    public function execute(Observer $observer): void
    {
        $order = $observer->getData('order');
        file_put_contents(
            $this->directoryList->getPath(DirectoryList::VAR_DIR) . '/probe-commits',
            sprintf("%d %.3f\n", $order->getId(), microtime(true) * 1000),
            FILE_APPEND
        );
        $this->orders->obey('after', $order);
    }
}
