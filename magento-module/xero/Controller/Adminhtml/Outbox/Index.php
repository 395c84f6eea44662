<?php
declare(strict_types=1);

namespace Ledgerlink\Xero\Controller\Adminhtml\Outbox;

use Magento\Backend\App\Action;
use Magento\Framework\App\Action\HttpGetActionInterface;
use Magento\Framework\Controller\ResultFactory;

/**
 * Page with the rows that wait, were sent or need a person.
 */
class Index extends Action implements HttpGetActionInterface
{
    public const ADMIN_RESOURCE = 'Ledgerlink_Xero::outbox';

    /**
     * @inheritDoc
     */
    public function execute()
    {
        $page = $this->resultFactory->create(ResultFactory::TYPE_PAGE);
        $page->setActiveMenu('Ledgerlink_Xero::outbox');
        $page->getConfig()->getTitle()->prepend((string)__('Xero Outbox'));

        return $page;
    }
}
