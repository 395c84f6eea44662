<?php
declare(strict_types=1);

namespace Ledgerlink\Xero\Api\Data;

/**
 * Which Xero document stands for one part of a Magento record, as the sidecar last said.
 *
 * The pair of a record and a part is written as in the record's events: an order's invoice 7 is record_type `order`,
 * entity_id of the order, part `invoice:7`.
 */
interface ReferenceInterface
{
    public const RECORD_TYPES = ['customer', 'order', 'product'];
    public const XERO_TYPES = ['Contact', 'Invoice', 'CreditNote', 'Payment', 'Item'];

    /**
     * Kind of record: customer, order or product
     *
     * @return string
     */
    public function getRecordType();

    /**
     * Set the kind of record
     *
     * @param string $recordType
     * @return $this
     */
    public function setRecordType($recordType);

    /**
     * Id of the record in Magento
     *
     * @return int
     */
    public function getEntityId();

    /**
     * Set the id of the record in Magento
     *
     * @param int $entityId
     * @return $this
     */
    public function setEntityId($entityId);

    /**
     * Part of the record: contact, order, invoice:ID, creditmemo:ID, payment:ID or item
     *
     * @return string
     */
    public function getPart();

    /**
     * Set the part of the record
     *
     * @param string $part
     * @return $this
     */
    public function setPart($part);

    /**
     * Xero organisation, a UUID
     *
     * @return string
     */
    public function getTenantId();

    /**
     * Set the Xero organisation
     *
     * @param string $tenantId
     * @return $this
     */
    public function setTenantId($tenantId);

    /**
     * Kind of Xero document: Contact, Invoice, CreditNote, Payment or Item
     *
     * @return string
     */
    public function getXeroType();

    /**
     * Set the kind of Xero document
     *
     * @param string $xeroType
     * @return $this
     */
    public function setXeroType($xeroType);

    /**
     * UUID of the document in Xero, none before it exists
     *
     * @return string|null
     */
    public function getXeroId();

    /**
     * Set the UUID of the document in Xero
     *
     * @param string|null $xeroId
     * @return $this
     */
    public function setXeroId($xeroId);

    /**
     * Number that a person sees in Xero
     *
     * @return string|null
     */
    public function getXeroNumber();

    /**
     * Set the number that a person sees in Xero
     *
     * @param string|null $xeroNumber
     * @return $this
     */
    public function setXeroNumber($xeroNumber);

    /**
     * One of pending, synced, held, skipped, failed
     *
     * @return string
     */
    public function getStatus();

    /**
     * Set the status
     *
     * @param string $status
     * @return $this
     */
    public function setStatus($status);

    /**
     * Sentence for a bookkeeper: why it is held, skipped or failed
     *
     * @return string|null
     */
    public function getMessage();

    /**
     * Set the sentence for a bookkeeper
     *
     * @param string|null $message
     * @return $this
     */
    public function setMessage($message);

    /**
     * Page of the document in Xero
     *
     * @return string|null
     */
    public function getUrl();

    /**
     * Set the page of the document in Xero
     *
     * @param string|null $url
     * @return $this
     */
    public function setUrl($url);

    /**
     * Revision of the sidecar's link; an older one never replaces a newer one
     *
     * @return int
     */
    public function getRevision();

    /**
     * Set the revision of the sidecar's link
     *
     * @param int $revision
     * @return $this
     */
    public function setRevision($revision);

    /**
     * When Magento stored this, UTC, Y-m-d H:i:s; ignored when written
     *
     * @return string|null
     */
    public function getSyncedAt();

    /**
     * Set when Magento stored this
     *
     * @param string|null $syncedAt
     * @return $this
     */
    public function setSyncedAt($syncedAt);
}
