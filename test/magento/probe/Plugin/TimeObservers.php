<?php
declare(strict_types=1);

namespace LedgerlinkTest\Probe\Plugin;

use Magento\Framework\App\Filesystem\DirectoryList;
use Magento\Framework\Event\InvokerInterface;
use Magento\Framework\Event\Observer;

/**
 * Measures each observer of Ledgerlink inside its process, with all that it needs to be made.
 */
class TimeObservers
{
    /**
     * @param DirectoryList $directoryList
     */
    public function __construct(private readonly DirectoryList $directoryList)
    {
    }

    /**
     * Measures
     *
     * @param InvokerInterface $subject
     * @param callable $proceed
     * @param array $configuration
     * @param Observer $observer
     * @return void
     */
    public function aroundDispatch(InvokerInterface $subject, callable $proceed, array $configuration, Observer $observer)
    {
        $name = (string)($configuration['name'] ?? '');
        if (!str_starts_with($name, 'ledgerlink_')) {
            return $proceed($configuration, $observer);
        }
        $start = hrtime(true);
        try {
            return $proceed($configuration, $observer);
        } finally {
            $line = sprintf("%s %.4f\n", $name, (hrtime(true) - $start) / 1e6);
            file_put_contents($this->directoryList->getPath(DirectoryList::VAR_DIR) . '/probe-times', $line, FILE_APPEND);
        }
    }
}
