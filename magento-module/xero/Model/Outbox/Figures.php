<?php
declare(strict_types=1);

namespace Ledgerlink\Xero\Model\Outbox;

use Magento\Framework\App\ResourceConnection;

/**
 * How many rows stand in which state.
 */
class Figures
{
    /**
     * @param ResourceConnection $resource
     */
    public function __construct(private readonly ResourceConnection $resource)
    {
    }

    /**
     * Number of rows by status
     *
     * @return array{pending: int, published: int, skipped: int, parked: int}
     */
    public function counts(): array
    {
        $connection = $this->resource->getConnection();
        $counts = $connection->fetchPairs(
            $connection->select()
                ->from($this->resource->getTableName(Recorder::TABLE), ['status', 'COUNT(*)'])
                ->group('status')
        );

        return [
            Status::PENDING => (int)($counts[Status::PENDING] ?? 0),
            Status::PUBLISHED => (int)($counts[Status::PUBLISHED] ?? 0),
            Status::SKIPPED => (int)($counts[Status::SKIPPED] ?? 0),
            Status::PARKED => (int)($counts[Status::PARKED] ?? 0),
        ];
    }

    /**
     * Seconds for which the oldest pending row has waited; 0 when none waits.
     */
    public function oldestPendingSeconds(): int
    {
        $connection = $this->resource->getConnection();
        $occurredAt = (string)$connection->fetchOne(
            $connection->select()
                ->from($this->resource->getTableName(Recorder::TABLE), 'occurred_at')
                ->where('status = ?', Status::PENDING)
                ->order('id')
                ->limit(1)
        );

        return $occurredAt === '' ? 0 : max(0, time() - (int)strtotime($occurredAt));
    }

    /**
     * The rows that need a person
     *
     * @param int $limit
     * @return array[] record_key, reason, attempts and last_error of parked rows, newest first
     */
    public function parked(int $limit): array
    {
        $connection = $this->resource->getConnection();

        return $connection->fetchAll(
            $connection->select()
                ->from(
                    $this->resource->getTableName(Recorder::TABLE),
                    ['record_key', 'reason', 'attempts', 'last_error']
                )
                ->where('status = ?', Status::PARKED)
                ->order('id DESC')
                ->limit($limit)
        );
    }
}
