<?php
declare(strict_types=1);

namespace Ledgerlink\Xero\Model\Snapshot;

use Magento\Framework\App\ResourceConnection;

/**
 * A customer group with its tax class. Read from the table: the group repository keeps what it once loaded, and an
 * order may name a group that was deleted.
 */
class GroupFacts
{
    /**
     * @param ResourceConnection $resource
     */
    public function __construct(private readonly ResourceConnection $resource)
    {
    }

    /**
     * Reads one group
     *
     * @param int $groupId
     * @return array|null id, code and tax_class_id; null when there is no such group
     */
    public function read(int $groupId): ?array
    {
        $connection = $this->resource->getConnection();
        $row = $connection->fetchRow(
            $connection->select()
                ->from($this->resource->getTableName('customer_group'), ['customer_group_code', 'tax_class_id'])
                ->where('customer_group_id = ?', $groupId)
        );

        return $row === false ? null : [
            'id' => $groupId,
            'code' => (string)$row['customer_group_code'],
            'tax_class_id' => (int)$row['tax_class_id'],
        ];
    }
}
