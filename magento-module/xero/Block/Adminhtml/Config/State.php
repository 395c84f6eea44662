<?php
declare(strict_types=1);

namespace Ledgerlink\Xero\Block\Adminhtml\Config;

use Ledgerlink\Xero\ViewModel\ConnectorState;
use Magento\Backend\Block\Template\Context;
use Magento\Config\Block\System\Config\Form\Field;
use Magento\Framework\Data\Form\Element\AbstractElement;

/**
 * Row of the configuration page that says how the connector stands.
 */
class State extends Field
{
    /**
     * @var string
     */
    protected $_template = 'Ledgerlink_Xero::config/state.phtml';

    /**
     * @param Context $context
     * @param ConnectorState $state
     * @param array $data
     */
    public function __construct(
        Context $context,
        private readonly ConnectorState $state,
        array $data = []
    ) {
        parent::__construct($context, $data);
    }

    /**
     * How the connector stands
     *
     * @return ConnectorState
     */
    public function getState(): ConnectorState
    {
        return $this->state;
    }

    /**
     * Shows no scope: the row belongs to none
     *
     * @param AbstractElement $element
     * @return string
     */
    public function render(AbstractElement $element)
    {
        $element->unsScope()->unsCanUseWebsiteValue()->unsCanUseDefaultValue();

        return parent::render($element);
    }

    /**
     * The rows in place of an input
     *
     * @param AbstractElement $element
     * @return string
     */
    protected function _getElementHtml(AbstractElement $element)
    {
        return $this->toHtml();
    }
}
