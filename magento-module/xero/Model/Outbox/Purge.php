<?php
declare(strict_types=1);

namespace Ledgerlink\Xero\Model\Outbox;

use Magento\Framework\App\ResourceConnection;

/**
 * Deletes settled rows in small portions, so that no lock lasts long. Pending and parked rows stay for ever.
 */
class Purge
{
    private const PORTION = 1000;

    /**
     * @param ResourceConnection $resource
     */
    public function __construct(private readonly ResourceConnection $resource)
    {
    }

    /**
     * Deletes what was settled before
     *
     * @param int $days age from which rows are deleted
     * @return int number of deleted rows
     */
    public function purge(int $days): int
    {
        $connection = $this->resource->getConnection();
        $table = $this->resource->getTableName(Recorder::TABLE);
        $deleted = 0;
        do {
            $ids = $connection->fetchCol(
                $connection->select()
                    ->from($table, 'id')
                    ->where('published_at < NOW() - INTERVAL ' . $days . ' DAY')
                    ->where('status IN (?)', [Status::PUBLISHED, Status::SKIPPED])
                    ->limit(self::PORTION)
            );
            $deleted += $ids === [] ? 0 : $connection->delete($table, ['id IN (?)' => $ids]);
        } while (count($ids) === self::PORTION);

        return $deleted;
    }
}
