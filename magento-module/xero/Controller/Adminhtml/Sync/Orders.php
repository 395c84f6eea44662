<?php
declare(strict_types=1);

namespace Ledgerlink\Xero\Controller\Adminhtml\Sync;

use Ledgerlink\Xero\Model\Sync\SyncNow;
use Magento\Backend\App\Action;
use Magento\Backend\App\Action\Context;
use Magento\Framework\App\Action\HttpPostActionInterface;
use Magento\Sales\Model\ResourceModel\Order\CollectionFactory;
use Magento\Ui\Component\MassAction\Filter;

/**
 * Mass action of the orders' grid.
 */
class Orders extends Action implements HttpPostActionInterface
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
        $orders = $this->filter->getCollection($this->collectionFactory->create());
        $orders->addFieldToSelect(['entity_id', 'store_id']);
        $storeIds = [];
        foreach ($orders as $order) {
            $storeIds[(int)$order->getId()] = $order->getStoreId();
        }
        $this->report->tell($this->syncNow->orders($storeIds), count($storeIds));

        return $this->resultRedirectFactory->create()->setPath('sales/order/');
    }
}
