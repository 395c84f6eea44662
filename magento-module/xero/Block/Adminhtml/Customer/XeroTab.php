<?php
declare(strict_types=1);

namespace Ledgerlink\Xero\Block\Adminhtml\Customer;

use Ledgerlink\Xero\Model\Reference\Attach;
use Ledgerlink\Xero\ViewModel\References;
use Magento\Backend\Block\Template;
use Magento\Backend\Block\Template\Context;
use Magento\Ui\Component\Layout\Tabs\TabInterface;

/**
 * Tab on the page of a customer. The form of customers takes no other content than tabs.
 */
class XeroTab extends Template implements TabInterface
{
    private const PAGE = 'customer';

    /**
     * @var string
     */
    protected $_template = 'Ledgerlink_Xero::references.phtml';

    /**
     * @param Context $context
     * @param References $references
     * @param array $data
     */
    public function __construct(
        Context $context,
        private readonly References $references,
        array $data = []
    ) {
        parent::__construct($context, $data + ['view_model' => $references, 'page' => self::PAGE]);
    }

    /**
     * @inheritDoc
     */
    public function getTabLabel()
    {
        return __('Xero');
    }

    /**
     * @inheritDoc
     */
    public function getTabTitle()
    {
        return __('Xero');
    }

    /**
     * @inheritDoc
     */
    public function canShowTab()
    {
        return $this->_authorization->isAllowed(Attach::RESOURCE) && $this->references->isShown(self::PAGE);
    }

    /**
     * @inheritDoc
     */
    public function isHidden()
    {
        return !$this->canShowTab();
    }

    /**
     * @inheritDoc
     */
    public function getTabClass()
    {
        return '';
    }

    /**
     * @inheritDoc
     */
    public function getTabUrl()
    {
        return '';
    }

    /**
     * @inheritDoc
     */
    public function isAjaxLoaded()
    {
        return false;
    }
}
