<?php
declare(strict_types=1);

namespace Ledgerlink\Xero\Api\Data;

/**
 * What became of one reference of a batch.
 */
interface ReferenceResultInterface
{
    public const STORED = 'stored';
    public const STALE = 'stale';
    public const ERROR = 'error';

    /**
     * Kind of record, as it was sent
     *
     * @return string
     */
    public function getRecordType();

    /**
     * Id of the record in Magento, as it was sent
     *
     * @return int
     */
    public function getEntityId();

    /**
     * Part of the record, as it was sent
     *
     * @return string
     */
    public function getPart();

    /**
     * Xero organisation, as it was sent
     *
     * @return string
     */
    public function getTenantId();

    /**
     * Kind of Xero document, as it was sent
     *
     * @return string
     */
    public function getXeroType();

    /**
     * One of stored, stale (a newer revision is there already), error (the message says why)
     *
     * @return string
     */
    public function getResult();

    /**
     * What is wrong with the reference, empty unless the result is error
     *
     * @return string
     */
    public function getMessage();
}
