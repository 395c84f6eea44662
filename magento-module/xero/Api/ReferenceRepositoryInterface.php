<?php
declare(strict_types=1);

namespace Ledgerlink\Xero\Api;

/**
 * Where the sidecar writes which Xero documents belong to a record. Nothing here loads or saves the record itself, so a
 * write-back never becomes a new event.
 */
interface ReferenceRepositoryInterface
{
    public const BATCH_LIMIT = 200;

    /**
     * Stores up to 200 references; each is answered by itself and in the same order
     *
     * @param \Ledgerlink\Xero\Api\Data\ReferenceInterface[] $references
     * @return \Ledgerlink\Xero\Api\Data\ReferenceResultInterface[]
     * @throws \Magento\Framework\Exception\LocalizedException when the batch is empty or larger than 200
     */
    public function put(array $references);

    /**
     * References of one kind of record, page by page
     *
     * @param string $recordType customer, order or product
     * @param string $entityIds comma-separated, at most 200; empty means all
     * @param string $status pending, synced, held, skipped or failed; empty means all
     * @param int $after `next` of the page before
     * @param int $limit 1 to 200
     * @return \Ledgerlink\Xero\Api\Data\ReferencePageInterface
     * @throws \Magento\Framework\Exception\LocalizedException when a parameter is not one of these
     */
    public function getList($recordType, $entityIds = '', $status = '', $after = 0, $limit = self::BATCH_LIMIT);
}
