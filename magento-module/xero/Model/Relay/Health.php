<?php
declare(strict_types=1);

namespace Ledgerlink\Xero\Model\Relay;

use Ledgerlink\Xero\Model\Instance\BaseUrlPin;
use Ledgerlink\Xero\Model\Outbox\Figures;
use Ledgerlink\Xero\Model\Outbox\RecordingGate;
use Magento\Framework\FlagManager;

/**
 * Whether a person is needed. Worked out by cron and kept in a flag, because every admin page shows it.
 */
class Health
{
    public const FLAG = 'ledgerlink_health';

    private const ALERT_AFTER_SECONDS = 900;

    /**
     * @param FlagManager $flagManager
     * @param Figures $figures
     * @param BaseUrlPin $baseUrlPin
     * @param RecordingGate $gate
     * @param Incident $incident
     */
    public function __construct(
        private readonly FlagManager $flagManager,
        private readonly Figures $figures,
        private readonly BaseUrlPin $baseUrlPin,
        private readonly RecordingGate $gate,
        private readonly Incident $incident
    ) {
    }

    /**
     * What needs a person, in words; none when all is well.
     *
     * @return string[]
     */
    public function read(): array
    {
        $problems = $this->flagManager->getFlagData(self::FLAG);

        return is_array($problems) ? $problems : [];
    }

    /**
     * Looks, and keeps what it finds
     *
     * @return void
     */
    public function refresh(): void
    {
        $problems = $this->problems();
        if ($problems !== $this->read()) {
            $this->flagManager->saveFlag(self::FLAG, $problems);
        }
    }

    /**
     * Looks
     *
     * @return string[]
     */
    private function problems(): array
    {
        if (!$this->baseUrlPin->matches()) {
            return [$this->baseUrlPin->describeMismatch()];
        }
        $problems = [];
        $incident = $this->incident->read();
        $waiting = $this->figures->oldestPendingSeconds();
        if ($waiting > self::ALERT_AFTER_SECONDS && $this->gate->isOpenAnywhere()) {
            $problems[] = sprintf(
                'Events have waited for more than %d minutes. %s',
                intdiv(self::ALERT_AFTER_SECONDS, 60),
                $incident['message'] ?? 'Check that cron or the consumer ledgerlink.relay runs.'
            );
        }
        $parked = $this->figures->counts()['parked'];
        if ($parked > 0) {
            $problems[] = sprintf(
                '%d events could not be built or were refused. See "bin/magento ledgerlink:status".',
                $parked
            );
        }

        return $problems;
    }
}
