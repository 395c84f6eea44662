<?php
declare(strict_types=1);

namespace Ledgerlink\Xero\Model\Reference;

use Ledgerlink\Xero\Api\Data\ReferenceInterface;
use Magento\Framework\Phrase;

/**
 * Says what is wrong with a reference, before it is stored and shown to people as a link.
 */
class ReferenceCheck
{
    private const UUID = '/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/Di';
    private const PART = '/^(contact|order|item|(invoice|creditmemo|payment):[A-Za-z0-9_.:-]{1,48})$/D';

    /**
     * What is wrong, or null
     *
     * @param ReferenceInterface $reference
     * @return Phrase|null
     */
    public function check(ReferenceInterface $reference): ?Phrase
    {
        return match (true) {
            !in_array($reference->getRecordType(), ReferenceInterface::RECORD_TYPES, true) =>
                __('record_type must be one of %1.', implode(', ', ReferenceInterface::RECORD_TYPES)),
            $reference->getEntityId() < 1 => __('entity_id must be a positive whole number.'),
            !preg_match(self::PART, $reference->getPart()) =>
                __('part must be contact, order, item, invoice:ID, creditmemo:ID or payment:ID.'),
            !preg_match(self::UUID, $reference->getTenantId()) => __('tenant_id must be a UUID.'),
            !in_array($reference->getXeroType(), ReferenceInterface::XERO_TYPES, true) =>
                __('xero_type must be one of %1.', implode(', ', ReferenceInterface::XERO_TYPES)),
            !in_array($reference->getStatus(), Status::BY_URGENCY, true) =>
                __('status must be one of %1.', implode(', ', Status::BY_URGENCY)),
            $reference->getXeroId() !== null && !preg_match(self::UUID, $reference->getXeroId()) =>
                __('xero_id must be a UUID.'),
            mb_strlen($reference->getXeroNumber() ?? '') > 255 =>
                __('xero_number must have at most 255 characters.'),
            $reference->getUrl() !== null && !$this->isWebAddress($reference->getUrl()) =>
                __('url must be a http or https address of at most 512 characters.'),
            $reference->getRevision() < 0 => __('revision must not be negative.'),
            default => null,
        };
    }

    /**
     * Whether a link to this address is safe to show
     *
     * @param string $url
     * @return bool
     */
    private function isWebAddress(string $url): bool
    {
        return mb_strlen($url) <= 512 && preg_match('#^https?://[^\s"\'<>\\\\]+$#Di', $url) === 1;
    }
}
