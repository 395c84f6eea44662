<?php
declare(strict_types=1);

namespace Ledgerlink\Xero\Model\Reference;

use Ledgerlink\Xero\Api\Data\ReferenceInterface;
use Ledgerlink\Xero\Api\Data\ReferenceResultInterface;

/**
 * Answer to one reference of a batch: repeats its key, so that the sidecar needs no order to match them.
 */
class ReferenceResult implements ReferenceResultInterface
{
    /**
     * @param ReferenceInterface $reference
     * @param string $result
     * @param string $message
     */
    public function __construct(
        private readonly ReferenceInterface $reference,
        private readonly string $result,
        private readonly string $message = ''
    ) {
    }

    /**
     * @inheritDoc
     */
    public function getRecordType()
    {
        return $this->reference->getRecordType();
    }

    /**
     * @inheritDoc
     */
    public function getEntityId()
    {
        return $this->reference->getEntityId();
    }

    /**
     * @inheritDoc
     */
    public function getPart()
    {
        return $this->reference->getPart();
    }

    /**
     * @inheritDoc
     */
    public function getTenantId()
    {
        return $this->reference->getTenantId();
    }

    /**
     * @inheritDoc
     */
    public function getXeroType()
    {
        return $this->reference->getXeroType();
    }

    /**
     * @inheritDoc
     */
    public function getResult()
    {
        return $this->result;
    }

    /**
     * @inheritDoc
     */
    public function getMessage()
    {
        return $this->message;
    }
}
