<?php
declare(strict_types=1);

namespace Ledgerlink\Xero\Model\Outbox;

/**
 * A claimed outbox row.
 */
class Row
{
    /**
     * @param int $id
     * @param string $eventId
     * @param string $recordType
     * @param string $recordKey
     * @param int|null $websiteId
     * @param string $reason
     * @param string $occurredAt
     * @param string|null $payload
     * @param int $attempts
     */
    public function __construct(
        public readonly int $id,
        public readonly string $eventId,
        public readonly string $recordType,
        public readonly string $recordKey,
        public readonly ?int $websiteId,
        public readonly string $reason,
        public readonly string $occurredAt,
        public readonly ?string $payload,
        public readonly int $attempts
    ) {
    }

    /**
     * Makes a row of what the table holds
     *
     * @param array $data as it comes from the table
     */
    public static function fromTable(array $data): self
    {
        return new self(
            (int)$data['id'],
            (string)$data['event_id'],
            (string)$data['record_type'],
            (string)$data['record_key'],
            $data['website_id'] === null ? null : (int)$data['website_id'],
            (string)$data['reason'],
            (string)$data['occurred_at'],
            $data['payload'] === null ? null : (string)$data['payload'],
            (int)$data['attempts']
        );
    }
}
