<?php
declare(strict_types=1);

namespace Ledgerlink\Xero\Cron;

use Ledgerlink\Xero\Model\Connection\RelayView;
use Ledgerlink\Xero\Model\Relay\Health;

/**
 * Looks every minute whether events get through, so that admin pages need not.
 */
class Watch
{
    /**
     * @param Health $health
     * @param RelayView $relayView
     */
    public function __construct(
        private readonly Health $health,
        private readonly RelayView $relayView
    ) {
    }

    /**
     * Refreshes what the admin shows
     *
     * @return void
     */
    public function execute(): void
    {
        $this->health->refresh();
        $this->relayView->remember();
    }
}
