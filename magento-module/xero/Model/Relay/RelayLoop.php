<?php
declare(strict_types=1);

namespace Ledgerlink\Xero\Model\Relay;

use Ledgerlink\Xero\Model\Instance\BaseUrlPin;
use Ledgerlink\Xero\Model\Outbox\RecordingGate;
use Ledgerlink\Xero\Model\Transport\TransportException;
use Magento\Framework\Lock\LockManagerInterface;
use Magento\Framework\MessageQueue\PoisonPill\PoisonPillCompareInterface;
use Magento\Framework\MessageQueue\PoisonPill\PoisonPillReadInterface;

/**
 * Relays what is due, again and again: an event leaves Magento some tenths of a second after the commit.
 *
 * The lock keeps a second relay idle; it is a courtesy and no safeguard (MySQL drops it with a lost connection, and
 * Magento reconnects silently). What keeps two relays apart are the leases of the rows.
 */
class RelayLoop
{
    public const LOCK = 'ledgerlink_relay';

    private const POLL_MICROSECONDS = 250000;
    private const SECOND = 1000000;
    private const MAX_MEMORY_BYTES = 402653184;

    /**
     * @param RelayBatch $batch
     * @param Backoff $backoff
     * @param Incident $incident
     * @param BaseUrlPin $baseUrlPin
     * @param RecordingGate $gate
     * @param LockManagerInterface $lockManager
     * @param PoisonPillReadInterface $pillRead
     * @param PoisonPillCompareInterface $pillCompare
     */
    public function __construct(
        private readonly RelayBatch $batch,
        private readonly Backoff $backoff,
        private readonly Incident $incident,
        private readonly BaseUrlPin $baseUrlPin,
        private readonly RecordingGate $gate,
        private readonly LockManagerInterface $lockManager,
        private readonly PoisonPillReadInterface $pillRead,
        private readonly PoisonPillCompareInterface $pillCompare
    ) {
    }

    /**
     * Relays until a time
     *
     * @param float $deadline Unix time; the loop ends soon after it
     * @param bool $isStandby whether to wait until another relay ends
     * @return int number of rows that were worked on
     */
    public function run(float $deadline, bool $isStandby = false): int
    {
        while (!$this->lockManager->lock(self::LOCK, 0)) {
            if (!$isStandby || microtime(true) + 1 >= $deadline) {
                return 0;
            }
            usleep(self::SECOND);
        }
        try {
            return $this->relayUntil($deadline);
        } finally {
            $this->lockManager->unlock(self::LOCK);
        }
    }

    /**
     * Sends what is due now, also beside another relay.
     *
     * @return int number of rows that were worked on
     * @throws TransportException when nothing can be sent
     */
    public function drain(): int
    {
        if (!$this->isThisInstallation()) {
            throw new TransportException($this->baseUrlPin->describeMismatch());
        }
        $count = 0;
        do {
            $relayed = $this->batch->relay();
            $count += $relayed;
        } while ($relayed > 0);
        if ($count > 0) {
            $this->incident->close();
        }

        return $count;
    }

    /**
     * Relays with the lock in hand
     *
     * @param float $deadline
     * @return int
     */
    private function relayUntil(float $deadline): int
    {
        $pill = $this->pillRead->getLatestVersion();
        $count = 0;
        // A changed configuration poisons the loop: its launcher starts a new one that knows the change.
        while ($this->pillCompare->isLatestVersion($pill) && memory_get_usage() < self::MAX_MEMORY_BYTES) {
            if (!$this->isThisInstallation()) {
                return $count;
            }
            $relayed = $this->relayBatch($deadline);
            $count += $relayed;
            if (microtime(true) >= $deadline || ($relayed === 0 && !$this->gate->isOpenAnywhere())) {
                return $count;
            }
            if ($relayed === 0) {
                usleep(self::POLL_MICROSECONDS);
            }
        }

        return $count;
    }

    /**
     * Whether this is the shop that was enabled: a copy under another base URL emits nothing
     *
     * Pins the base URL where the module was enabled without an event (environment variables, app:config:import).
     */
    private function isThisInstallation(): bool
    {
        if ($this->baseUrlPin->pinned() === null && $this->gate->isOpenAnywhere()) {
            $this->baseUrlPin->pin();
        }

        return $this->baseUrlPin->matches();
    }

    /**
     * Relays one batch, or waits a while
     *
     * @param float $deadline
     * @return int
     */
    private function relayBatch(float $deadline): int
    {
        try {
            $relayed = $this->batch->relay();
            $this->backoff->reset();
            if ($relayed > 0) {
                $this->incident->close();
            }

            return $relayed;
        } catch (TransportException $exception) {
            $this->incident->open($exception->getMessage());
            $this->pause($deadline);

            return 0;
        }
    }

    /**
     * Waits the back-off, but not beyond the deadline
     *
     * @param float $deadline
     * @return void
     */
    private function pause(float $deadline): void
    {
        $until = min($deadline, microtime(true) + $this->backoff->next());
        while (microtime(true) < $until) {
            usleep(self::POLL_MICROSECONDS);
        }
    }
}
