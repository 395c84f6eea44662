<?php
declare(strict_types=1);

namespace Ledgerlink\XeroInventory\Test\Unit\Model;

use Ledgerlink\Xero\Model\Outbox\Change;
use Ledgerlink\Xero\Model\Outbox\Recorder;
use Ledgerlink\Xero\Model\Outbox\RecordingGate;
use Ledgerlink\Xero\Test\Unit\NeedsMagento;
use Ledgerlink\XeroInventory\Model\StockChanges;
use Magento\Framework\App\ResourceConnection;
use Magento\Framework\DB\Adapter\AdapterInterface;
use PHPUnit\Framework\TestCase;

class StockChangesTest extends TestCase
{
    use NeedsMagento;

    /** @var string[] what happened, in order */
    private array $steps = [];

    public function testTheWriteAndItsRowsAreOneTransaction(): void
    {
        $result = $this->stockChanges()->recordWith(['A', 'B', 'A'], 'stock.deducted', function (): int {
            $this->steps[] = 'write';

            return 2;
        });

        self::assertSame(2, $result);
        self::assertSame(
            ['begin', 'write', 'stock:A=stock.deducted', 'stock:B=stock.deducted', 'commit'],
            $this->steps
        );
    }

    public function testAFailedWriteLeavesNoRowAndIsNotSwallowed(): void
    {
        try {
            $this->stockChanges()->recordWith(['A'], 'stock.deducted', static function (): void {
                throw new \RuntimeException('Deadlock found');
            });
            self::fail('The exception must pass.');
        } catch (\RuntimeException $exception) {
            self::assertSame('Deadlock found', $exception->getMessage());
        }

        self::assertSame(['begin', 'roll back'], $this->steps);
    }

    public function testNumericSkusStayText(): void
    {
        $this->stockChanges()->recordWith([12, '012'], 'stock.changed', static fn () => null);

        self::assertSame(['begin', 'stock:12=stock.changed', 'stock:012=stock.changed', 'commit'], $this->steps);
    }

    public function testAShopThatRecordsNothingWritesAsBefore(): void
    {
        $this->stockChanges(false)->recordWith(['A'], 'stock.changed', function (): void {
            $this->steps[] = 'write';
        });

        self::assertSame(['write'], $this->steps);
    }

    private function stockChanges(bool $isOpen = true): StockChanges
    {
        $gate = $this->createMock(RecordingGate::class);
        $gate->method('isOpenAnywhere')->willReturn($isOpen);
        $recorder = $this->createMock(Recorder::class);
        $recorder->method('record')->willReturnCallback(function (Change ...$changes): void {
            foreach ($changes as $change) {
                $this->steps[] = $change->recordKey . '=' . $change->reason;
            }
        });
        $connection = $this->createMock(AdapterInterface::class);
        $steps = ['beginTransaction' => 'begin', 'commit' => 'commit', 'rollBack' => 'roll back'];
        foreach ($steps as $method => $step) {
            $connection->method($method)->willReturnCallback(function () use ($step, $connection) {
                $this->steps[] = $step;

                return $connection;
            });
        }
        $resource = $this->createMock(ResourceConnection::class);
        $resource->method('getConnection')->willReturn($connection);

        return new StockChanges($gate, $recorder, $resource);
    }
}
