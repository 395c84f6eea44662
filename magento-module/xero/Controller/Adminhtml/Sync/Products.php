<?php
declare(strict_types=1);

namespace Ledgerlink\Xero\Controller\Adminhtml\Sync;

use Ledgerlink\Xero\Model\Sync\SyncNow;
use Magento\Backend\App\Action;
use Magento\Backend\App\Action\Context;
use Magento\Catalog\Model\ResourceModel\Product\CollectionFactory;
use Magento\Framework\App\Action\HttpPostActionInterface;
use Magento\Ui\Component\MassAction\Filter;

/**
 * Mass action of the products' grid.
 */
class Products extends Action implements HttpPostActionInterface
{
    public const ADMIN_RESOURCE = 'Ledgerlink_Xero::outbox';

    /**
     * @param Context $context
     * @param Filter $filter
     * @param CollectionFactory $collectionFactory
     * @param SyncNow $syncNow
     * @param Report $report
     */
    public function __construct(
        Context $context,
        private readonly Filter $filter,
        private readonly CollectionFactory $collectionFactory,
        private readonly SyncNow $syncNow,
        private readonly Report $report
    ) {
        parent::__construct($context);
    }

    /**
     * @inheritDoc
     */
    public function execute()
    {
        $ids = $this->filter->getCollection($this->collectionFactory->create())->getAllIds();
        $this->report->tell($this->syncNow->products(array_map('intval', $ids)), count($ids));

        return $this->resultRedirectFactory->create()->setPath('catalog/product/');
    }
}
