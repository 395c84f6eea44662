<?php
declare(strict_types=1);

namespace Ledgerlink\Xero\Model\Reference;

use Ledgerlink\Xero\Api\Data\ReferenceInterface;
use Magento\Framework\Api\AbstractSimpleObject;

/**
 * A reference as a bag of its fields: a row of ledgerlink_reference or an item of a request.
 */
class Reference extends AbstractSimpleObject implements ReferenceInterface
{
    /**
     * @inheritDoc
     */
    public function getRecordType()
    {
        return (string)$this->_get('record_type');
    }

    /**
     * @inheritDoc
     */
    public function setRecordType($recordType)
    {
        return $this->setData('record_type', $recordType);
    }

    /**
     * @inheritDoc
     */
    public function getEntityId()
    {
        return (int)$this->_get('entity_id');
    }

    /**
     * @inheritDoc
     */
    public function setEntityId($entityId)
    {
        return $this->setData('entity_id', $entityId);
    }

    /**
     * @inheritDoc
     */
    public function getPart()
    {
        return (string)$this->_get('part');
    }

    /**
     * @inheritDoc
     */
    public function setPart($part)
    {
        return $this->setData('part', $part);
    }

    /**
     * @inheritDoc
     */
    public function getTenantId()
    {
        return (string)$this->_get('tenant_id');
    }

    /**
     * @inheritDoc
     */
    public function setTenantId($tenantId)
    {
        return $this->setData('tenant_id', $tenantId);
    }

    /**
     * @inheritDoc
     */
    public function getXeroType()
    {
        return (string)$this->_get('xero_type');
    }

    /**
     * @inheritDoc
     */
    public function setXeroType($xeroType)
    {
        return $this->setData('xero_type', $xeroType);
    }

    /**
     * @inheritDoc
     */
    public function getXeroId()
    {
        return $this->text('xero_id');
    }

    /**
     * @inheritDoc
     */
    public function setXeroId($xeroId)
    {
        return $this->setData('xero_id', $xeroId);
    }

    /**
     * @inheritDoc
     */
    public function getXeroNumber()
    {
        return $this->text('xero_number');
    }

    /**
     * @inheritDoc
     */
    public function setXeroNumber($xeroNumber)
    {
        return $this->setData('xero_number', $xeroNumber);
    }

    /**
     * @inheritDoc
     */
    public function getStatus()
    {
        return (string)$this->_get('status');
    }

    /**
     * @inheritDoc
     */
    public function setStatus($status)
    {
        return $this->setData('status', $status);
    }

    /**
     * @inheritDoc
     */
    public function getMessage()
    {
        return $this->text('message');
    }

    /**
     * @inheritDoc
     */
    public function setMessage($message)
    {
        return $this->setData('message', $message);
    }

    /**
     * @inheritDoc
     */
    public function getUrl()
    {
        return $this->text('url');
    }

    /**
     * @inheritDoc
     */
    public function setUrl($url)
    {
        return $this->setData('url', $url);
    }

    /**
     * @inheritDoc
     */
    public function getRevision()
    {
        return (int)$this->_get('revision');
    }

    /**
     * @inheritDoc
     */
    public function setRevision($revision)
    {
        return $this->setData('revision', $revision);
    }

    /**
     * @inheritDoc
     */
    public function getSyncedAt()
    {
        return $this->text('synced_at');
    }

    /**
     * @inheritDoc
     */
    public function setSyncedAt($syncedAt)
    {
        return $this->setData('synced_at', $syncedAt);
    }

    /**
     * Text of a field that may be absent
     *
     * @param string $field
     * @return string|null
     */
    private function text(string $field): ?string
    {
        $value = $this->_get($field);

        return $value === null || $value === '' ? null : (string)$value;
    }
}
