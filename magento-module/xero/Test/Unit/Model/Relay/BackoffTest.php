<?php
declare(strict_types=1);

namespace Ledgerlink\Xero\Test\Unit\Model\Relay;

use Ledgerlink\Xero\Model\Relay\Backoff;
use PHPUnit\Framework\TestCase;

class BackoffTest extends TestCase
{
    public function testItWaitsLongerFromOneSecondToAMinuteAndStartsAnewAfterSuccess(): void
    {
        $backoff = new Backoff();
        $waits = array_map(static fn (): int => $backoff->next(), range(1, 20));

        self::assertSame([1, 2, 4, 8, 16, 32, 60, 60], array_slice($waits, 0, 8));
        self::assertSame(60, end($waits));
        $backoff->reset();
        self::assertSame(1, $backoff->next());
    }
}
