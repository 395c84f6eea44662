<?php
declare(strict_types=1);

namespace Ledgerlink\Xero\Cron;

use Ledgerlink\Xero\Model\Relay\RelayLoop;

/**
 * Launches the relay every minute, where no consumer does. Magento logs a warning about jobs that take a minute.
 */
class Relay
{
    private const SECONDS = 50;

    /**
     * @param RelayLoop $loop
     */
    public function __construct(private readonly RelayLoop $loop)
    {
    }

    /**
     * Relays for most of a minute
     *
     * @return void
     */
    public function execute(): void
    {
        $this->loop->run(microtime(true) + self::SECONDS);
    }
}
