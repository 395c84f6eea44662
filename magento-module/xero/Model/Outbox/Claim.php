<?php
declare(strict_types=1);

namespace Ledgerlink\Xero\Model\Outbox;

use Magento\Framework\App\ResourceConnection;
use Magento\Framework\DB\Select;

/**
 * Claims due rows for one relay, with a lease: a killed relay's rows become free by themselves.
 */
class Claim
{
    private const LEASE_SECONDS = 120;

    /**
     * @param ResourceConnection $resource
     */
    public function __construct(private readonly ResourceConnection $resource)
    {
    }

    /**
     * Claims what is due
     *
     * @param string $relayId UUID of the relay
     * @param int $limit
     * @return Row[] by id; none when nothing is due
     */
    public function claim(string $relayId, int $limit): array
    {
        return $this->claimOrphan($relayId) ?: $this->claimDue($relayId, $limit);
    }

    /**
     * One row whose relay died, alone
     *
     * If reading it is what kills the relay (a giant order, a memory limit), then only this row pays for it, and is
     * parked in the end.
     *
     * @param string $relayId
     * @return Row[]
     */
    private function claimOrphan(string $relayId): array
    {
        $ids = $this->resource->getConnection()->fetchCol(
            $this->pending()->where('claimed_until < NOW()')->order('attempts')->order('id')->limit(1)
        );
        if ($ids === []) {
            return [];
        }
        $parked = Settle::MAX_ATTEMPTS;
        $this->lease(
            $relayId,
            $ids,
            "status = IF(attempts + 1 >= $parked, '" . Status::PARKED . "', status), attempts = attempts + 1,"
            . " last_error = 'The relay died while it worked on this row or its batch.',",
            'claimed_until < NOW()'
        );

        return $this->claimed($relayId, $ids);
    }

    /**
     * Rows that no relay has touched
     *
     * @param string $relayId
     * @param int $limit
     * @return Row[]
     */
    private function claimDue(string $relayId, int $limit): array
    {
        // A plain read takes no locks and waits for none: an update by status would wait for the rows of a checkout
        // that is not committed yet, and block the next checkout's insert in the gap behind them.
        $ids = $this->resource->getConnection()->fetchCol(
            $this->pending()->where('claimed_until IS NULL')->order('id')->limit($limit)
        );
        if ($ids === []) {
            return [];
        }
        $this->lease($relayId, $ids, '', 'claimed_until IS NULL');

        return $this->claimed($relayId, $ids);
    }

    /**
     * Selects the ids of due rows
     *
     * @return Select
     */
    private function pending(): Select
    {
        return $this->resource->getConnection()->select()
            ->from($this->resource->getTableName(Recorder::TABLE), 'id')
            ->where('status = ?', Status::PENDING)
            ->where('available_at <= NOW()');
    }

    /**
     * Takes rows that are still free
     *
     * @param string $relayId
     * @param int[] $ids
     * @param string $set further assignments
     * @param string $condition under which a row is still free
     * @return void
     */
    private function lease(string $relayId, array $ids, string $set, string $condition): void
    {
        $connection = $this->resource->getConnection();
        $table = $connection->quoteIdentifier($this->resource->getTableName(Recorder::TABLE));
        $places = implode(',', array_fill(0, count($ids), '?'));
        $connection->query(
            "UPDATE $table FORCE INDEX (PRIMARY)"
            . " SET $set claimed_by = ?, claimed_until = NOW() + INTERVAL " . self::LEASE_SECONDS . ' SECOND'
            . " WHERE id IN ($places) AND status = ? AND $condition",
            array_merge([$relayId], $ids, [Status::PENDING])
        );
    }

    /**
     * Reads the rows that this relay got
     *
     * @param string $relayId
     * @param int[] $ids
     * @return Row[]
     */
    private function claimed(string $relayId, array $ids): array
    {
        $connection = $this->resource->getConnection();
        $rows = $connection->fetchAll(
            $connection->select()
                ->from($this->resource->getTableName(Recorder::TABLE))
                ->where('id IN (?)', $ids)
                ->where('claimed_by = ?', $relayId)
                ->where('status = ?', Status::PENDING)
                ->order('id')
        );

        return array_map([Row::class, 'fromTable'], $rows);
    }
}
