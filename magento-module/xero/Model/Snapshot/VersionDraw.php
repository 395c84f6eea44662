<?php
declare(strict_types=1);

namespace Ledgerlink\Xero\Model\Snapshot;

use Magento\Framework\App\ResourceConnection;

/**
 * Draws the versions of snapshots that are about to be read.
 *
 * Draw after the outbox rows were claimed and before the record is read: then whatever a snapshot misses has an
 * unclaimed row of its own, and a snapshot that is read later never has a lower version than one that was read before
 * its draw.
 */
class VersionDraw
{
    public const TABLE = 'ledgerlink_version';

    /**
     * @param ResourceConnection $resource
     */
    public function __construct(private readonly ResourceConnection $resource)
    {
    }

    /**
     * Draws one version for each record
     *
     * @param string[] $recordKeys
     * @return string[] versions by record key, decimal
     */
    public function draw(array $recordKeys): array
    {
        if ($recordKeys === []) {
            return [];
        }
        // Sorted, so that two draws lock the rows in one order.
        $recordKeys = array_values(array_unique($recordKeys));
        sort($recordKeys, SORT_STRING);
        $connection = $this->resource->getConnection();
        $table = $this->resource->getTableName(self::TABLE);
        // The database's clock, because several machines may relay.
        $now = new \Zend_Db_Expr('CAST(UNIX_TIMESTAMP(NOW(6)) * 1000000 AS UNSIGNED)');
        $rows = [];
        foreach ($recordKeys as $recordKey) {
            $rows[] = ['record_key' => $recordKey, 'version' => $now];
        }
        $connection->beginTransaction();
        try {
            $connection->insertOnDuplicate(
                $table,
                $rows,
                ['version' => new \Zend_Db_Expr('GREATEST(version + 1, VALUES(version))')]
            );
            $versions = $connection->fetchPairs(
                $connection->select()
                    ->from($table, ['record_key', 'version'])
                    ->where('record_key IN (?)', $recordKeys)
            );
            $connection->commit();
        } catch (\Exception $exception) {
            $connection->rollBack();
            throw $exception;
        }

        // The column compares without case: SKUs that differ in case only are one record to Magento too.
        $versions = array_change_key_case($versions, CASE_LOWER);
        $drawn = [];
        foreach ($recordKeys as $recordKey) {
            $drawn[$recordKey] = (string)$versions[strtolower($recordKey)];
        }

        return $drawn;
    }
}
