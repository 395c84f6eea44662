<?php
declare(strict_types=1);

namespace Ledgerlink\Xero\Controller\Adminhtml\Outbox;

use Ledgerlink\Xero\Model\Outbox\Retry as RetryRows;
use Magento\Backend\App\Action;
use Magento\Backend\App\Action\Context;
use Magento\Framework\App\Action\HttpPostActionInterface;
use Magento\Framework\View\Element\UiComponent\DataProvider\CollectionFactory;
use Magento\Ui\Component\MassAction\Filter;

/**
 * Mass action of the outbox: rows that need a person, and waiting ones, are tried again at once.
 */
class Retry extends Action implements HttpPostActionInterface
{
    public const ADMIN_RESOURCE = 'Ledgerlink_Xero::outbox';

    private const GRID = 'ledgerlink_outbox_listing_data_source';

    /**
     * @param Context $context
     * @param Filter $filter
     * @param CollectionFactory $collectionFactory
     * @param RetryRows $retryRows
     */
    public function __construct(
        Context $context,
        private readonly Filter $filter,
        private readonly CollectionFactory $collectionFactory,
        private readonly RetryRows $retryRows
    ) {
        parent::__construct($context);
    }

    /**
     * @inheritDoc
     */
    public function execute()
    {
        $ids = $this->filter->getCollection($this->collectionFactory->getReport(self::GRID))->getAllIds();
        // no ids would mean all rows
        $count = $ids === [] ? 0 : $this->retryRows->retry(array_map('intval', $ids));
        $this->messageManager->addSuccessMessage(__('%1 rows will be tried again.', $count));

        return $this->resultRedirectFactory->create()->setPath('*/*/');
    }
}
