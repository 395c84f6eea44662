<?php
declare(strict_types=1);

namespace Ledgerlink\XeroInventory\Model;

use Ledgerlink\Xero\Model\Outbox\Change;
use Ledgerlink\Xero\Model\Outbox\RecordingGate;
use Ledgerlink\Xero\Model\Outbox\Recorder;
use Magento\Framework\App\ResourceConnection;

/**
 * Records stock changes in the transaction that makes them. Multi Source Inventory fires no events, and most of its
 * writes have no transaction of their own: so one is opened around each.
 */
class StockChanges
{
    private const ROWS_PER_INSERT = 500;

    /**
     * @param RecordingGate $gate
     * @param Recorder $recorder
     * @param ResourceConnection $resource
     */
    public function __construct(
        private readonly RecordingGate $gate,
        private readonly Recorder $recorder,
        private readonly ResourceConnection $resource
    ) {
    }

    /**
     * Runs a write and records it
     *
     * @template T
     * @param string[] $skus
     * @param string $reason
     * @param callable $write () → T
     * @return T
     * @throws \Exception what the write throws
     */
    public function recordWith(array $skus, string $reason, callable $write)
    {
        if (!$this->gate->isOpenAnywhere()) {
            return $write();
        }
        $connection = $this->resource->getConnection();
        $connection->beginTransaction();
        try {
            $result = $write();
            $this->record(array_values(array_unique(array_map('strval', $skus))), $reason);
            $connection->commit();
        } catch (\Exception $exception) {
            $connection->rollBack();
            throw $exception;
        }

        return $result;
    }

    /**
     * Records one row a SKU
     *
     * @param string[] $skus
     * @param string $reason
     * @return void
     */
    private function record(array $skus, string $reason): void
    {
        foreach (array_chunk($skus, self::ROWS_PER_INSERT) as $chunk) {
            $changes = [];
            foreach ($chunk as $sku) {
                $changes[] = Change::stock($sku, $reason);
            }
            $this->recorder->record(...$changes);
        }
    }
}
