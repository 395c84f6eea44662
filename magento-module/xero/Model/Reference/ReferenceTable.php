<?php
declare(strict_types=1);

namespace Ledgerlink\Xero\Model\Reference;

use Ledgerlink\Xero\Api\Data\ReferenceInterface;
use Magento\Framework\App\ResourceConnection;
use Magento\Framework\DB\Select;
use Zend_Db_Expr;

/**
 * The statements on ledgerlink_reference.
 */
class ReferenceTable
{
    private const TABLE = 'ledgerlink_reference';
    private const MESSAGE_LENGTH = 2000;

    /** Columns that a write replaces; revision stands last, because MySQL evaluates the assignments from the left. */
    private const REPLACED = ['xero_id', 'xero_number', 'status', 'message', 'url', 'synced_at', 'revision'];

    /**
     * @param ResourceConnection $resource
     */
    public function __construct(private readonly ResourceConnection $resource)
    {
    }

    /**
     * Inserts or replaces in one statement; a row with a newer revision stays as it is
     *
     * The guard is in the statement, because two processes of the sidecar may write one reference at the same time.
     *
     * @param ReferenceInterface[] $references
     * @return void
     */
    public function write(array $references): void
    {
        $columns = [];
        foreach (self::REPLACED as $column) {
            $name = $this->resource->getConnection()->quoteIdentifier($column);
            $columns[$column] = new Zend_Db_Expr("IF(VALUES(revision) >= revision, VALUES($name), $name)");
        }
        $now = gmdate('Y-m-d H:i:s');
        $this->resource->getConnection()->insertOnDuplicate(
            $this->resource->getTableName(self::TABLE),
            array_map(fn (ReferenceInterface $reference): array => $this->row($reference, $now), $references),
            $columns
        );
    }

    /**
     * Rows of these references' records, as stored now
     *
     * @param string $recordType
     * @param int[] $entityIds
     * @return array<int, array<string, string|null>>
     */
    public function ofRecords(string $recordType, array $entityIds): array
    {
        if ($entityIds === []) {
            return [];
        }
        $select = $this->select()
            ->where('record_type = ?', $recordType)
            ->where('entity_id IN (?)', $entityIds)
            ->order('id');

        return $this->resource->getConnection()->fetchAll($select);
    }

    /**
     * One page of rows in order of id
     *
     * @param string $recordType
     * @param int[] $entityIds empty means all
     * @param string $status '' means all
     * @param int $after
     * @param int $limit
     * @return array<int, array<string, string|null>>
     */
    public function page(string $recordType, array $entityIds, string $status, int $after, int $limit): array
    {
        $select = $this->select()
            ->where('record_type = ?', $recordType)
            ->where('id > ?', $after)
            ->order('id')
            ->limit($limit);
        if ($entityIds !== []) {
            $select->where('entity_id IN (?)', $entityIds);
        }
        if ($status !== '') {
            $select->where('status = ?', $status);
        }

        return $this->resource->getConnection()->fetchAll($select);
    }

    /**
     * Expression for a column of a grid: the most urgent status of a record or of one of its parts
     *
     * A subquery on the table's unique key and no join: a record has several references, and a join would multiply
     * the rows of the grid and their count.
     *
     * @param string $recordType
     * @param string $entityId expression for the record's id in the grid's select
     * @param string|null $part expression for the part, null for all parts of the record
     * @return Zend_Db_Expr
     */
    public function statusColumn(string $recordType, string $entityId, ?string $part = null): Zend_Db_Expr
    {
        $connection = $this->resource->getConnection();
        $select = $connection->select()
            ->from(['xero_reference' => $this->resource->getTableName(self::TABLE)], ['status'])
            ->where('xero_reference.record_type = ?', $recordType)
            ->where(sprintf('xero_reference.entity_id = %s', $entityId))
            ->order(new Zend_Db_Expr($connection->quoteInto('FIELD(xero_reference.status, ?)', Status::BY_URGENCY)))
            ->limit(1);
        if ($part !== null) {
            $select->where(sprintf('xero_reference.part = %s', $part));
        }

        return new Zend_Db_Expr('(' . $select->assemble() . ')');
    }

    /**
     * A select of all columns
     *
     * @return Select
     */
    private function select(): Select
    {
        return $this->resource->getConnection()->select()->from($this->resource->getTableName(self::TABLE));
    }

    /**
     * A reference as a row
     *
     * @param ReferenceInterface $reference
     * @param string $now
     * @return array<string, string|int|null>
     */
    private function row(ReferenceInterface $reference, string $now): array
    {
        $message = $reference->getMessage();

        return [
            'record_type' => $reference->getRecordType(),
            'entity_id' => $reference->getEntityId(),
            'part' => $reference->getPart(),
            'tenant_id' => strtolower($reference->getTenantId()),
            'xero_type' => $reference->getXeroType(),
            'xero_id' => $reference->getXeroId(),
            'xero_number' => $reference->getXeroNumber(),
            'status' => $reference->getStatus(),
            'message' => $message === null ? null : mb_substr($message, 0, self::MESSAGE_LENGTH),
            'url' => $reference->getUrl(),
            'revision' => $reference->getRevision(),
            'synced_at' => $now,
        ];
    }
}
