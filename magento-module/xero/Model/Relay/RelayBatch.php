<?php
declare(strict_types=1);

namespace Ledgerlink\Xero\Model\Relay;

use Ledgerlink\Xero\Model\Event\CloudEvent;
use Ledgerlink\Xero\Model\Outbox\Claim;
use Ledgerlink\Xero\Model\Outbox\Row;
use Ledgerlink\Xero\Model\Outbox\Settle;
use Ledgerlink\Xero\Model\Snapshot\VersionDraw;
use Ledgerlink\Xero\Model\Transport\Channel;
use Ledgerlink\Xero\Model\Transport\TransportException;
use Magento\Framework\DataObject\IdentityGeneratorInterface;
use Psr\Log\LoggerInterface;

/**
 * Claims, reads, sends and settles one batch.
 */
class RelayBatch
{
    private const ROWS = 100;
    private const BYTES = 3000000;

    /** @var string|null */
    private ?string $relayId = null;

    /**
     * @param Claim $claim
     * @param VersionDraw $versionDraw
     * @param EventAssembler $assembler
     * @param Channel $channel
     * @param Settle $settle
     * @param IdentityGeneratorInterface $identityGenerator
     * @param LoggerInterface $logger
     */
    public function __construct(
        private readonly Claim $claim,
        private readonly VersionDraw $versionDraw,
        private readonly EventAssembler $assembler,
        private readonly Channel $channel,
        private readonly Settle $settle,
        private readonly IdentityGeneratorInterface $identityGenerator,
        private readonly LoggerInterface $logger
    ) {
    }

    /**
     * Relays one batch
     *
     * @return int number of rows that were claimed; 0 means that nothing is due
     * @throws TransportException when nothing can be sent now; all rows are back in the outbox then
     */
    public function relay(): int
    {
        // Asked first: while it is unknown where to send to, nothing needs to be read.
        $this->channel->open();
        $this->relayId ??= $this->identityGenerator->generateId();
        $rows = $this->claim->claim($this->relayId, self::ROWS);
        try {
            $this->process($rows);
        } catch (\Throwable $error) {
            // Those that were settled are no longer claimed, and stay as they are.
            $this->settle->released($rows, $this->relayId);
            throw $error;
        }

        return count($rows);
    }

    /**
     * Draws, reads and sends what was claimed
     *
     * @param Row[] $rows
     * @return void
     * @throws TransportException
     */
    private function process(array $rows): void
    {
        $byKey = [];
        foreach ($rows as $row) {
            $byKey[$row->recordKey][] = $row;
        }
        $versions = $this->versionDraw->draw(array_map('strval', array_keys($byKey)));
        $events = [];
        $bytes = 0;
        foreach ($byKey as $recordKey => $recordRows) {
            $event = $this->assemble($recordRows, $versions[$recordKey]);
            if ($event === null) {
                continue;
            }
            if ($bytes + strlen($event->json) > self::BYTES && $events !== []) {
                $this->send($events, $byKey);
                $events = [];
                $bytes = 0;
            }
            $events[$recordKey] = $event;
            $bytes += strlen($event->json);
        }
        if ($events !== []) {
            $this->send($events, $byKey);
        }
    }

    /**
     * Reads one record, and keeps its troubles to itself
     *
     * @param Row[] $rows of one record
     * @param string $version
     * @return CloudEvent|null null when the rows are settled already
     */
    private function assemble(array $rows, string $version): ?CloudEvent
    {
        try {
            $event = $this->assembler->assemble($rows, $version);
        } catch (\Throwable $error) {
            // One broken record must not keep the others: a TypeError in somebody's plugin is no reason to stop.
            $this->logger->error('Ledgerlink cannot build ' . $rows[0]->recordKey, ['exception' => $error]);
            $this->settle->failed($rows, (string)$this->relayId, get_class($error) . ': ' . $error->getMessage());

            return null;
        }
        if ($event === null) {
            $this->settle->skipped($rows, (string)$this->relayId, 'Its website is not enabled.');
        }

        return $event;
    }

    /**
     * Sends events and settles their rows
     *
     * @param CloudEvent[] $events by record key
     * @param Row[][] $rows by record key
     * @return void
     * @throws TransportException
     */
    private function send(array $events, array $rows): void
    {
        $refused = $this->channel->send($events);
        $published = [];
        foreach (array_keys($events) as $recordKey) {
            if (isset($refused[$recordKey])) {
                $this->settle->failed($rows[$recordKey], (string)$this->relayId, $refused[$recordKey]);
            } else {
                $published[] = $rows[$recordKey];
            }
        }
        $this->settle->published(array_merge([], ...$published), (string)$this->relayId);
    }
}
