<?php
declare(strict_types=1);

namespace Ledgerlink\Xero\Model\Relay;

use Ledgerlink\Xero\Model\Event\CloudEvent;
use Ledgerlink\Xero\Model\Event\CloudEventFormat;
use Ledgerlink\Xero\Model\Outbox\Change;
use Ledgerlink\Xero\Model\Outbox\CustomerChanges;
use Ledgerlink\Xero\Model\Outbox\RecordingGate;
use Ledgerlink\Xero\Model\Outbox\Row;
use Ledgerlink\Xero\Model\Snapshot\ConsistentRead;
use Ledgerlink\Xero\Model\Snapshot\Snapshot;
use Ledgerlink\Xero\Model\Snapshot\SnapshotBuilderPool;
use Magento\Framework\Exception\NoSuchEntityException;

/**
 * Makes one event of all claimed rows of one record.
 */
class EventAssembler
{
    /**
     * @param SnapshotBuilderPool $builders
     * @param ConsistentRead $consistentRead
     * @param CloudEventFormat $format
     * @param RecordingGate $gate
     * @param CustomerChanges $customerChanges
     */
    public function __construct(
        private readonly SnapshotBuilderPool $builders,
        private readonly ConsistentRead $consistentRead,
        private readonly CloudEventFormat $format,
        private readonly RecordingGate $gate,
        private readonly CustomerChanges $customerChanges
    ) {
    }

    /**
     * Makes the event
     *
     * @param Row[] $rows of one record, by id, at least one
     * @param string $version drawn after the rows were claimed
     * @return CloudEvent|null null when the record's website is not recorded
     * @throws \Exception when the record cannot be read or represented
     */
    public function assemble(array $rows, string $version): ?CloudEvent
    {
        $newest = $rows[array_key_last($rows)];
        if ($newest->recordType === Change::CONFIG) {
            return $this->event($rows, CloudEventFormat::CHANGED, $version, $this->mergedConfiguration($rows));
        }
        foreach ($rows as $row) {
            if (Change::isDeletion($row->recordType, $row->reason)) {
                return $this->deleted($rows, $version, json_decode((string)$row->payload));
            }
        }
        try {
            $snapshot = $this->read($newest);
        } catch (NoSuchEntityException) {
            // Removed without the event of a deletion, or its row is not claimed yet.
            return $this->deleted($rows, $version, null);
        }

        return $this->isRecorded($rows, $snapshot)
            ? $this->event($rows, CloudEventFormat::CHANGED, $version, $snapshot->data)
            : null;
    }

    /**
     * Reads the record as it is now
     *
     * @param Row $row
     * @return Snapshot
     */
    private function read(Row $row): Snapshot
    {
        $id = substr($row->recordKey, strlen($row->recordType) + 1);
        $builder = $this->builders->get($row->recordType);

        return $this->consistentRead->run(static fn (): Snapshot => $builder->build($id));
    }

    /**
     * Asked only for rows that carry no website: the observers have asked for all others.
     *
     * @param Row[] $rows
     * @param Snapshot $snapshot
     */
    private function isRecorded(array $rows, Snapshot $snapshot): bool
    {
        if ($snapshot->websiteId === null) {
            return true;
        }
        foreach ($rows as $row) {
            if ($row->websiteId !== null) {
                return true;
            }
        }

        return $rows[0]->recordType === Change::CUSTOMER
            ? $this->customerChanges->isRecorded($snapshot->websiteId)
            : $this->gate->isOpenForWebsite($snapshot->websiteId);
    }

    /**
     * The event of a record that is gone
     *
     * @param Row[] $rows
     * @param string $version
     * @param mixed $last
     */
    private function deleted(array $rows, string $version, $last): CloudEvent
    {
        return $this->event($rows, CloudEventFormat::DELETED, $version, ['deleted' => true, 'last' => $last]);
    }

    /**
     * All paths that changed, without values
     *
     * @param Row[] $rows
     * @return array
     */
    private function mergedConfiguration(array $rows): array
    {
        $changes = array_map(static fn (Row $row): array => json_decode((string)$row->payload, true), $rows);
        $paths = array_merge(...array_column($changes, 'changed_paths'));

        return [
            'website_id' => (int)$changes[array_key_last($changes)]['website_id'],
            'changed_paths' => array_values(array_unique($paths)),
        ];
    }

    /**
     * Wraps the data
     *
     * @param Row[] $rows
     * @param string $what
     * @param string $version
     * @param array $data
     */
    private function event(array $rows, string $what, string $version, array $data): CloudEvent
    {
        $newest = $rows[array_key_last($rows)];

        return $this->format->format(
            $newest->eventId,
            $newest->recordType,
            $what,
            $newest->recordKey,
            $newest->occurredAt,
            $version,
            array_map(static fn (Row $row): string => $row->reason, $rows),
            $data
        );
    }
}
