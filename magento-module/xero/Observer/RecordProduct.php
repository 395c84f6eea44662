<?php
declare(strict_types=1);

namespace Ledgerlink\Xero\Observer;

use Ledgerlink\Xero\Model\Outbox\ProductChanges;
use Magento\Framework\Event\Observer;
use Magento\Framework\Event\ObserverInterface;

/**
 * Records the save of a product.
 */
class RecordProduct implements ObserverInterface
{
    /**
     * @param ProductChanges $productChanges
     */
    public function __construct(private readonly ProductChanges $productChanges)
    {
    }

    /**
     * @inheritDoc
     */
    public function execute(Observer $observer): void
    {
        $product = $observer->getData('product');
        $reason = $product->isObjectNew() ? 'product.created' : 'product.changed';
        $this->productChanges->record([(int)$product->getId()], $reason);
    }
}
