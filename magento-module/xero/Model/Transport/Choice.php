<?php
declare(strict_types=1);

namespace Ledgerlink\Xero\Model\Transport;

/**
 * Which transport is used, and why.
 */
class Choice
{
    /**
     * @param string|null $code null when none can run
     * @param string $reason for people
     */
    public function __construct(
        public readonly ?string $code,
        public readonly string $reason
    ) {
    }
}
