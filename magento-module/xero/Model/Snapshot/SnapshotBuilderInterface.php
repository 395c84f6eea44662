<?php
declare(strict_types=1);

namespace Ledgerlink\Xero\Model\Snapshot;

use Magento\Framework\Exception\NoSuchEntityException;

/**
 * Builds the snapshots of one record type.
 */
interface SnapshotBuilderInterface
{
    /**
     * Reads the record as it is in the database now, whatever was loaded before.
     *
     * @param string $id what stands behind the colon in the record key
     * @return Snapshot
     * @throws NoSuchEntityException when the record does not exist (any more)
     */
    public function build(string $id): Snapshot;

    /**
     * Ids that follow in a stable order, for reading all records page by page.
     *
     * @param string $after id of the last record of the previous page, '' for the first page
     * @param int $limit
     * @return string[]
     */
    public function listIds(string $after, int $limit): array;
}
