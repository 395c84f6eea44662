<?php
declare(strict_types=1);

namespace Ledgerlink\Xero\Model\Outbox;

/**
 * Records changes of products where any website is recorded: a product belongs to several.
 */
class ProductChanges
{
    private const ROWS_PER_INSERT = 500;

    /**
     * @param RecordingGate $gate
     * @param Recorder $recorder
     */
    public function __construct(
        private readonly RecordingGate $gate,
        private readonly Recorder $recorder
    ) {
    }

    /**
     * Records one row a product
     *
     * @param int[] $productIds
     * @param string $reason
     * @return void
     */
    public function record(array $productIds, string $reason): void
    {
        if ($productIds === [] || !$this->gate->isOpenAnywhere()) {
            return;
        }
        foreach (array_chunk($productIds, self::ROWS_PER_INSERT) as $chunk) {
            $this->recorder->record(
                ...array_map(static fn (int $id): Change => Change::product($id, $reason), $chunk)
            );
        }
    }
}
