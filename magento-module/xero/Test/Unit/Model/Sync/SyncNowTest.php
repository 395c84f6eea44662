<?php
declare(strict_types=1);

namespace Ledgerlink\Xero\Test\Unit\Model\Sync;

use Ledgerlink\Xero\Model\Outbox\Change;
use Ledgerlink\Xero\Model\Outbox\CustomerChanges;
use Ledgerlink\Xero\Model\Outbox\Recorder;
use Ledgerlink\Xero\Model\Outbox\RecordingGate;
use Ledgerlink\Xero\Model\Sync\SyncNow;
use Ledgerlink\Xero\Test\Unit\NeedsMagento;
use PHPUnit\Framework\TestCase;

class SyncNowTest extends TestCase
{
    use NeedsMagento;

    /** @var Change[][] */
    private array $recorded = [];

    public function testItRecordsTheChosenOrdersOfEnabledWebsites(): void
    {
        // store 1 is of website 1, which is enabled; store 2 of website 2, which is not; order 9's store view is gone
        $count = $this->syncNow()->orders([7 => '1', 8 => '2', 9 => null]);

        self::assertSame(2, $count);
        [$seven, $nine] = $this->recorded[0];
        self::assertSame(['order:7', 'resync.requested', 7, 1, 1], [
            $seven->recordKey, $seven->reason, $seven->entityId, $seven->storeId, $seven->websiteId,
        ]);
        self::assertSame(['order:9', null, null], [$nine->recordKey, $nine->storeId, $nine->websiteId]);
    }

    public function testItRecordsTheChosenCustomersOfEnabledWebsites(): void
    {
        $count = $this->syncNow()->customers([3 => '1', 4 => '2']);

        self::assertSame(1, $count);
        self::assertSame('customer:3', $this->recorded[0][0]->recordKey);
    }

    public function testItRecordsTheChosenProducts(): void
    {
        self::assertSame(2, $this->syncNow()->products([5, 6]));
        self::assertSame(['product:5', 'product:6'], array_column($this->recorded[0], 'recordKey'));
    }

    public function testItRecordsNoProductWhereTheConnectorIsOff(): void
    {
        self::assertSame(0, $this->syncNow(false)->products([5]));
        self::assertSame([], $this->recorded);
    }

    public function testItWritesManyInStatementsOfABoundedSize(): void
    {
        $count = $this->syncNow()->orders(array_fill_keys(range(1, 1001), '1'));

        self::assertSame(1001, $count);
        self::assertSame([500, 500, 1], array_map('count', $this->recorded));
    }

    private function syncNow(bool $isOpenAnywhere = true): SyncNow
    {
        $gate = $this->createMock(RecordingGate::class);
        $gate->method('websiteOf')->willReturnArgument(0);
        $gate->method('isOpenForWebsite')->willReturnCallback(static fn (int $id): bool => $id === 1);
        $gate->method('isOpenAnywhere')->willReturn($isOpenAnywhere);
        $customers = $this->createMock(CustomerChanges::class);
        $customers->method('isRecorded')->willReturnCallback(static fn (?int $id): bool => $id === 1);
        $recorder = $this->createMock(Recorder::class);
        $recorder->method('record')->willReturnCallback(function (Change ...$changes): void {
            $this->recorded[] = $changes;
        });

        return new SyncNow($gate, $customers, $recorder);
    }
}
