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
    public function __construct(
        private readonly Health $health,
        private readonly RelayView $relayView
    ) {
    }

    public function execute(): void
    {
        $this->health->refresh();
        $this->relayView->remember();
    }
}
