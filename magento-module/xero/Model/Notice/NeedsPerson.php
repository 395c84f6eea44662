<?php
declare(strict_types=1);

namespace Ledgerlink\Xero\Model\Notice;

use Ledgerlink\Xero\Model\Relay\Health;
use Magento\Backend\Model\UrlInterface;
use Magento\Framework\AuthorizationInterface;
use Magento\Framework\Escaper;
use Magento\Framework\Notification\MessageInterface;

/**
 * Message on top of every admin page while something needs a person. Reads one flag, which cron keeps.
 */
class NeedsPerson implements MessageInterface
{
    private const RESOURCE = 'Ledgerlink_Xero::outbox';

    /**
     * @param Health $health
     * @param AuthorizationInterface $authorization
     * @param UrlInterface $url
     * @param Escaper $escaper
     */
    public function __construct(
        private readonly Health $health,
        private readonly AuthorizationInterface $authorization,
        private readonly UrlInterface $url,
        private readonly Escaper $escaper
    ) {
    }

    /**
     * @inheritDoc
     */
    public function getIdentity()
    {
        return hash('sha256', 'ledgerlink_needs_person' . implode("\n", $this->health->read()));
    }

    /**
     * @inheritDoc
     */
    public function isDisplayed()
    {
        return $this->health->read() !== [] && $this->authorization->isAllowed(self::RESOURCE);
    }

    /**
     * @inheritDoc
     */
    public function getText()
    {
        return (string)__(
            'Xero (Ledgerlink): %1 <a href="%2">Open the outbox</a>',
            $this->escaper->escapeHtml(implode(' ', $this->health->read())),
            $this->escaper->escapeUrl($this->url->getUrl('ledgerlink/outbox'))
        );
    }

    /**
     * @inheritDoc
     */
    public function getSeverity()
    {
        return self::SEVERITY_MAJOR;
    }
}
