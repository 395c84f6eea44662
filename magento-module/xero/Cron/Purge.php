<?php
declare(strict_types=1);

namespace Ledgerlink\Xero\Cron;

use Ledgerlink\Xero\Model\Config;
use Ledgerlink\Xero\Model\Outbox\Purge as OutboxPurge;

/**
 * Deletes outbox rows that were published long ago.
 */
class Purge
{
    public function __construct(
        private readonly OutboxPurge $purge,
        private readonly Config $config
    ) {
    }

    public function execute(): void
    {
        $this->purge->purge($this->config->getRetentionDays());
    }
}
