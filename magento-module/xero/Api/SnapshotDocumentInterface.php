<?php
declare(strict_types=1);

namespace Ledgerlink\Xero\Api;

/**
 * Snapshots by REST, built and versioned exactly as the relay does.
 */
interface SnapshotDocumentInterface
{
    public const PAGE_LIMIT = 50;

    /**
     * The CloudEvent of one record as JSON; over REST it is the body itself
     *
     * @param string $type order, customer or product
     * @param string $id entity id
     * @return string
     * @throws \Magento\Framework\Exception\NoSuchEntityException when there is no such record
     * @throws \Magento\Framework\Exception\LocalizedException when the type is unknown
     */
    public function get($type, $id);

    /**
     * CloudEvents of the records after an id as JSON `{"items":[…],"next":<after of the next page or null>}`
     *
     * @param string $type order, customer or product
     * @param int $after entity id; 0 begins
     * @param int $limit 1 to 50
     * @return string
     * @throws \Magento\Framework\Exception\LocalizedException when the type is unknown
     */
    public function getPage($type, $after = 0, $limit = 50);
}
