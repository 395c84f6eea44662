<?php
declare(strict_types=1);

namespace Ledgerlink\Xero\Model\Connection;

use Ledgerlink\Xero\Model\Transport\Channel;
use Ledgerlink\Xero\Model\Transport\Choice;
use Magento\Framework\FlagManager;

/**
 * Which transport cron's PHP chooses, as the relay does. The web server's PHP may choose another one: FFI, for one, is
 * allowed on the command line only.
 */
class RelayView
{
    public const FLAG = 'ledgerlink_relay_view';

    /**
     * @param FlagManager $flagManager
     * @param Channel $channel
     */
    public function __construct(
        private readonly FlagManager $flagManager,
        private readonly Channel $channel
    ) {
    }

    /**
     * Keeps this process's choice for the admin; writes only what changed
     *
     * @return void
     */
    public function remember(): void
    {
        $choice = $this->channel->choose();
        $seen = ['code' => $choice->code, 'reason' => $choice->reason];
        if ($this->flagManager->getFlagData(self::FLAG) !== $seen) {
            $this->flagManager->saveFlag(self::FLAG, $seen);
        }
    }

    /**
     * What cron chose, or null before cron has run
     *
     * @return Choice|null
     */
    public function read(): ?Choice
    {
        $seen = $this->flagManager->getFlagData(self::FLAG);

        return is_array($seen) ? new Choice($seen['code'], $seen['reason']) : null;
    }
}
