<?php
declare(strict_types=1);

namespace Ledgerlink\Xero\Model\Relay;

use Magento\Framework\FlagManager;
use Psr\Log\LoggerInterface;

/**
 * Why the relay cannot send, from the first failure until it can again. Logged once, kept in a flag for the admin.
 */
class Incident
{
    public const FLAG = 'ledgerlink_incident';

    /** @var bool|null */
    private ?bool $isOpen = null;

    /**
     * @param FlagManager $flagManager
     * @param LoggerInterface $logger
     */
    public function __construct(
        private readonly FlagManager $flagManager,
        private readonly LoggerInterface $logger
    ) {
    }

    /**
     * Notes that nothing can be sent
     *
     * @param string $message
     * @return void
     */
    public function open(string $message): void
    {
        $known = $this->read();
        if ($known === null || $known['message'] !== $message) {
            $this->logger->warning('Ledgerlink cannot send events: ' . $message);
            $this->flagManager->saveFlag(
                self::FLAG,
                ['message' => $message, 'since' => $known['since'] ?? gmdate('Y-m-d\TH:i:s\Z')]
            );
        }
        $this->isOpen = true;
    }

    /**
     * Notes that events get through again
     *
     * @return void
     */
    public function close(): void
    {
        if ($this->isOpen ?? $this->read() !== null) {
            $this->logger->info('Ledgerlink sends events again.');
            $this->flagManager->deleteFlag(self::FLAG);
        }
        $this->isOpen = false;
    }

    /**
     * What is wrong
     *
     * @return array|null message and since (UTC, ISO 8601), or null when all is well
     */
    public function read(): ?array
    {
        $incident = $this->flagManager->getFlagData(self::FLAG);

        return is_array($incident) ? $incident : null;
    }
}
