<?php
declare(strict_types=1);

namespace Ledgerlink\Xero\Block\Adminhtml\Config;

use Magento\Config\Block\System\Config\Form\Field;
use Magento\Framework\Data\Form\Element\AbstractElement;

/**
 * Button that tries the saved settings.
 */
class TestConnection extends Field
{
    /**
     * @var string
     */
    protected $_template = 'Ledgerlink_Xero::config/test-connection.phtml';

    /**
     * Shows no scope: the button belongs to none
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
     * Address that the button posts to
     *
     * @return string
     */
    public function getTestUrl(): string
    {
        return $this->getUrl('ledgerlink/connection/test');
    }

    /**
     * The button in place of an input
     *
     * @param AbstractElement $element
     * @return string
     */
    protected function _getElementHtml(AbstractElement $element)
    {
        return $this->toHtml();
    }
}
