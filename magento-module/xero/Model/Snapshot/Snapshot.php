<?php
declare(strict_types=1);

namespace Ledgerlink\Xero\Model\Snapshot;

/**
 * A whole record as the service contracts represent it.
 */
class Snapshot
{
    /**
     * @param array $data what stands under `data` in the CloudEvent
     * @param int|null $websiteId website of the record, null where it belongs to none alone
     */
    public function __construct(
        public readonly array $data,
        public readonly ?int $websiteId = null
    ) {
    }
}
