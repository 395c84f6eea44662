<?php
declare(strict_types=1);

namespace Ledgerlink\Xero\Model\Outbox;

use Magento\Framework\App\ResourceConnection;
use Magento\Framework\DataObject\IdentityGeneratorInterface;

/**
 * Writes outbox rows on the connection, and so in the transaction, of the entity that changes.
 *
 * Database exceptions pass: a deadlock has already rolled back the whole transaction, and whoever swallows it lets the
 * rest of the save run in autocommit.
 */
class Recorder
{
    public const TABLE = 'ledgerlink_outbox';

    /**
     * @param ResourceConnection $resource
     * @param IdentityGeneratorInterface $identityGenerator
     */
    public function __construct(
        private readonly ResourceConnection $resource,
        private readonly IdentityGeneratorInterface $identityGenerator
    ) {
    }

    /**
     * Writes one row a change
     *
     * @param Change[] $changes
     * @return void
     */
    public function record(Change ...$changes): void
    {
        if ($changes === []) {
            return;
        }
        $occurredAt = (new \DateTimeImmutable('now', new \DateTimeZone('UTC')))->format('Y-m-d\TH:i:s.u\Z');
        $rows = [];
        foreach ($changes as $change) {
            $rows[] = [
                'event_id' => $this->identityGenerator->generateId(),
                'record_type' => $change->recordType,
                'record_key' => $change->recordKey,
                'entity_id' => $change->entityId,
                'store_id' => $change->storeId,
                'website_id' => $change->websiteId,
                'reason' => $change->reason,
                'occurred_at' => $occurredAt,
                'payload' => $change->payload,
            ];
        }
        $this->resource->getConnection()->insertMultiple($this->resource->getTableName(self::TABLE), $rows);
    }
}
