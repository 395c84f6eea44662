<?php
declare(strict_types=1);

namespace Ledgerlink\Xero\Model\Outbox;

use Magento\Framework\App\ResourceConnection;

/**
 * Writes down what became of claimed rows. A relay that lost its lease changes nothing any more.
 */
class Settle
{
    public const MAX_ATTEMPTS = 8;

    private const MAX_ERROR_LENGTH = 2000;
    private const MAX_DELAY_SECONDS = 3600;

    /**
     * @param ResourceConnection $resource
     */
    public function __construct(private readonly ResourceConnection $resource)
    {
    }

    /**
     * The other end has them
     *
     * @param Row[] $rows
     * @param string $relayId
     * @return void
     */
    public function published(array $rows, string $relayId): void
    {
        $this->update($rows, $relayId, [
            'status' => Status::PUBLISHED,
            'published_at' => new \Zend_Db_Expr('NOW()'),
            'last_error' => null,
        ]);
    }

    /**
     * They need not be sent
     *
     * @param Row[] $rows
     * @param string $relayId
     * @param string $why
     * @return void
     */
    public function skipped(array $rows, string $relayId, string $why): void
    {
        $this->update($rows, $relayId, [
            'status' => Status::SKIPPED,
            'published_at' => new \Zend_Db_Expr('NOW()'),
            'last_error' => $why,
        ]);
    }

    /**
     * Gives the rows back untouched, because not they were the trouble.
     *
     * @param Row[] $rows
     * @param string $relayId
     * @return void
     */
    public function released(array $rows, string $relayId): void
    {
        $this->update($rows, $relayId, []);
    }

    /**
     * Tries the rows again later (2, 4, 8 … seconds), or parks them. Other records go on meanwhile.
     *
     * @param Row[] $rows of one record
     * @param string $relayId
     * @param string $error
     * @return void
     */
    public function failed(array $rows, string $relayId, string $error): void
    {
        foreach ($rows as $row) {
            $attempts = $row->attempts + 1;
            $delay = min(self::MAX_DELAY_SECONDS, 2 ** $attempts);
            $this->update([$row], $relayId, [
                'status' => $attempts >= self::MAX_ATTEMPTS ? Status::PARKED : Status::PENDING,
                'attempts' => $attempts,
                'available_at' => new \Zend_Db_Expr("NOW() + INTERVAL $delay SECOND"),
                'last_error' => mb_substr($error, 0, self::MAX_ERROR_LENGTH),
            ]);
        }
    }

    /**
     * Ends the claim with new values
     *
     * @param Row[] $rows
     * @param string $relayId
     * @param array $values
     * @return void
     */
    private function update(array $rows, string $relayId, array $values): void
    {
        if ($rows === []) {
            return;
        }
        $this->resource->getConnection()->update(
            $this->resource->getTableName(Recorder::TABLE),
            $values + ['claimed_by' => null, 'claimed_until' => null],
            [
                'id IN (?)' => array_map(static fn (Row $row): int => $row->id, $rows),
                'claimed_by = ?' => $relayId,
                'status = ?' => Status::PENDING,
            ]
        );
    }
}
