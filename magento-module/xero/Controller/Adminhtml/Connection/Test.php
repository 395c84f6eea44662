<?php
declare(strict_types=1);

namespace Ledgerlink\Xero\Controller\Adminhtml\Connection;

use Ledgerlink\Xero\Model\Connection\ConnectionTest;
use Magento\Backend\App\Action;
use Magento\Backend\App\Action\Context;
use Magento\Framework\App\Action\HttpPostActionInterface;
use Magento\Framework\Controller\ResultFactory;

/**
 * Tries the saved settings and answers what came of it, as JSON.
 */
class Test extends Action implements HttpPostActionInterface
{
    public const ADMIN_RESOURCE = 'Ledgerlink_Xero::config';

    /**
     * @param Context $context
     * @param ConnectionTest $connectionTest
     */
    public function __construct(
        Context $context,
        private readonly ConnectionTest $connectionTest
    ) {
        parent::__construct($context);
    }

    /**
     * @inheritDoc
     */
    public function execute()
    {
        return $this->resultFactory->create(ResultFactory::TYPE_JSON)
            ->setData(['checks' => $this->connectionTest->run()]);
    }
}
