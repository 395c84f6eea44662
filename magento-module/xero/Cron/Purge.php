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
    /**
     * @param OutboxPurge $purge
     * @param Config $config
     */
    public function __construct(
        private readonly OutboxPurge $purge,
        private readonly Config $config
    ) {
    }

    /**
     * Deletes what is older than configured
     *
     * @return void
     */
    public function execute(): void
    {
        $this->purge->purge($this->config->getRetentionDays());
    }
}
