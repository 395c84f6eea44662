<?php
declare(strict_types=1);

namespace Ledgerlink\Xero\Model\Rest;

use Ledgerlink\Xero\Api\SnapshotDocumentInterface;
use Ledgerlink\Xero\Model\Snapshot\SnapshotProvider;
use Magento\Framework\Exception\InputException;

/**
 * Serves snapshots over REST without touching their bytes.
 */
class SnapshotDocument implements SnapshotDocumentInterface
{
    /**
     * @param SnapshotProvider $provider
     * @param RawBody $rawBody
     */
    public function __construct(
        private readonly SnapshotProvider $provider,
        private readonly RawBody $rawBody
    ) {
    }

    /**
     * @inheritDoc
     */
    public function get($type, $id)
    {
        return $this->rawBody->keep($this->provider->get($type, $id));
    }

    /**
     * @inheritDoc
     */
    public function getPage($type, $after = '', $limit = self::PAGE_LIMIT)
    {
        if ($limit < 1 || $limit > self::PAGE_LIMIT) {
            throw new InputException(__('limit must be 1 to %1.', self::PAGE_LIMIT));
        }

        return $this->rawBody->keep($this->provider->getPage($type, $after, $limit));
    }
}
