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
     * @param string $type order, customer, product or, with Multi Source Inventory, stock
     * @param string $id entity id; the SKU for stock
     * @return string
     * @throws \Magento\Framework\Exception\NoSuchEntityException when there is no such record
     * @throws \Magento\Framework\Exception\LocalizedException when the type is unknown
     */
    public function get($type, $id);

    /**
     * CloudEvents of the records that follow one as JSON `{"items":[…],"next":<after of the next page or null>}`
     *
     * @param string $type order, customer, product or, with Multi Source Inventory, stock
     * @param string $after `next` of the page before; empty begins
     * @param int $limit 1 to 50
     * @return string
     * @throws \Magento\Framework\Exception\LocalizedException when the type is unknown
     */
    public function getPage($type, $after = '', $limit = self::PAGE_LIMIT);
}
