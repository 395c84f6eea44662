<?php
declare(strict_types=1);

namespace Ledgerlink\Xero\Model\Outbox;

use Magento\Framework\App\ResourceConnection;
use Magento\Framework\DB\Select;

/**
 * Records existing records again, as if they had changed now.
 */
class Resync
{
    public const REASON = 'resync.requested';

    private const TABLES = [
        Change::ORDER => ['sales_order', 'store_id'],
        Change::CUSTOMER => ['customer_entity', 'website_id'],
        Change::PRODUCT => ['catalog_product_entity', null],
    ];
    private const PORTION = 500;

    /**
     * @param ResourceConnection $resource
     * @param OrderChanges $orderChanges
     * @param CustomerChanges $customerChanges
     * @param ProductChanges $productChanges
     */
    public function __construct(
        private readonly ResourceConnection $resource,
        private readonly OrderChanges $orderChanges,
        private readonly CustomerChanges $customerChanges,
        private readonly ProductChanges $productChanges
    ) {
    }

    /**
     * Record types that can be sent again
     *
     * @return string[]
     */
    public function types(): array
    {
        return array_keys(self::TABLES);
    }

    /**
     * Asks for all records of a type that match, where their website is recorded.
     *
     * @param string $recordType one of types()
     * @param string|null $from created at or after this UTC time
     * @param string|null $to created before this UTC time
     * @param int[] $ids none means any
     * @return int number of records that matched
     */
    public function request(string $recordType, ?string $from, ?string $to, array $ids): int
    {
        $after = 0;
        $count = 0;
        do {
            $rows = $this->resource->getConnection()->fetchAll(
                $this->select($recordType, $from, $to, $ids)->where('entity_id > ?', $after)
            );
            $this->record($recordType, $rows);
            $count += count($rows);
            $after = $rows === [] ? $after : (int)$rows[array_key_last($rows)]['entity_id'];
        } while (count($rows) === self::PORTION);

        return $count;
    }

    /**
     * Selects a portion of the records
     *
     * @param string $recordType
     * @param string|null $from
     * @param string|null $to
     * @param int[] $ids
     */
    private function select(string $recordType, ?string $from, ?string $to, array $ids): Select
    {
        [$table, $scope] = self::TABLES[$recordType];
        $select = $this->resource->getConnection()->select()
            ->from($this->resource->getTableName($table), array_filter(['entity_id', 'scope' => $scope]))
            ->order('entity_id')
            ->limit(self::PORTION);
        if ($from !== null) {
            $select->where('created_at >= ?', $from);
        }
        if ($to !== null) {
            $select->where('created_at < ?', $to);
        }
        if ($ids !== []) {
            $select->where('entity_id IN (?)', $ids);
        }

        return $select;
    }

    /**
     * Records a portion
     *
     * @param string $recordType
     * @param array[] $rows
     * @return void
     */
    private function record(string $recordType, array $rows): void
    {
        if ($recordType === Change::PRODUCT) {
            $this->productChanges->record(array_map('intval', array_column($rows, 'entity_id')), self::REASON);

            return;
        }
        foreach ($rows as $row) {
            if ($recordType === Change::ORDER) {
                $this->orderChanges->record((int)$row['entity_id'], $row['scope'], self::REASON);
            } else {
                $websiteId = $row['scope'] === null ? null : (int)$row['scope'];
                $this->customerChanges->record((int)$row['entity_id'], self::REASON, $websiteId);
            }
        }
    }
}
