<?php
declare(strict_types=1);

namespace Ledgerlink\Xero\Model\Outbox;

use Magento\Framework\App\ResourceConnection;

/**
 * Puts parked rows back, and pending ones to the front, because a person asks for it.
 */
class Retry
{
    /**
     * @param ResourceConnection $resource
     */
    public function __construct(private readonly ResourceConnection $resource)
    {
    }

    /**
     * Makes rows due now
     *
     * @param int[] $ids of outbox rows; none means all
     * @return int number of rows
     */
    public function retry(array $ids = []): int
    {
        $where = [
            'status IN (?)' => [Status::PARKED, Status::PENDING],
            'claimed_by IS NULL OR status = ?' => Status::PARKED,
        ];
        if ($ids !== []) {
            $where['id IN (?)'] = array_map('intval', $ids);
        }

        return $this->resource->getConnection()->update(
            $this->resource->getTableName(Recorder::TABLE),
            [
                'status' => Status::PENDING,
                'attempts' => 0,
                'available_at' => new \Zend_Db_Expr('NOW()'),
                'claimed_by' => null,
                'claimed_until' => null,
            ],
            $where
        );
    }
}
