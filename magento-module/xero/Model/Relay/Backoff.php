<?php
declare(strict_types=1);

namespace Ledgerlink\Xero\Model\Relay;

/**
 * Waiting times while nothing can be sent: 1, 2, 4 … 60 seconds.
 */
class Backoff
{
    private const LONGEST = 60;

    /** @var int */
    private int $failures = 0;

    /**
     * Seconds to wait after one more failure.
     */
    public function next(): int
    {
        return min(self::LONGEST, 2 ** min(10, $this->failures++));
    }

    /**
     * Starts from one second again
     *
     * @return void
     */
    public function reset(): void
    {
        $this->failures = 0;
    }
}
