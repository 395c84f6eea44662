<?php
declare(strict_types=1);

namespace Ledgerlink\Xero\Model\Outbox;

/**
 * A claimed outbox row.
 */
class Row
{
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
