<?php
declare(strict_types=1);

namespace Ledgerlink\Xero\Test\Unit\Observer;

use Ledgerlink\Xero\Model\Outbox\Change;
use Ledgerlink\Xero\Model\Outbox\CustomerChanges;
use Ledgerlink\Xero\Model\Outbox\Recorder;
use Ledgerlink\Xero\Model\Outbox\RecordingGate;
use Ledgerlink\Xero\Model\Snapshot\Snapshot;
use Ledgerlink\Xero\Model\Snapshot\SnapshotBuilderInterface;
use Ledgerlink\Xero\Model\Snapshot\SnapshotBuilderPool;
use Ledgerlink\Xero\Observer\RecordDeletion;
use Ledgerlink\Xero\Test\Unit\NeedsMagento;
use Magento\Framework\DataObject;
use Magento\Framework\Event\Observer;
use Magento\Framework\Exception\LocalizedException;
use Magento\Framework\Phrase;
use PHPUnit\Framework\TestCase;

class RecordDeletionTest extends TestCase
{
    use NeedsMagento;

    /** @var Change[] */
    private array $recorded = [];

    public function testTheLastSnapshotIsKept(): void
    {
        $this->delete(static fn (string $id): Snapshot => new Snapshot(['customer' => ['id' => $id]]));

        self::assertSame('customer.deleted', $this->recorded[0]->reason);
        self::assertSame('{"customer":{"id":"3"}}', $this->recorded[0]->payload);
    }

    public function testABrokenRecordCanStillBeDeleted(): void
    {
        $this->delete(static fn () => throw new LocalizedException(new Phrase('broken')));

        self::assertSame('null', $this->recorded[0]->payload);
    }

    public function testADatabaseExceptionPasses(): void
    {
        $this->expectExceptionMessage('Deadlock found');

        $this->delete(static fn () => throw new \RuntimeException('Deadlock found'));
    }

    public function testNothingIsReadOrRecordedForAWebsiteThatIsOff(): void
    {
        $this->delete(static fn () => self::fail('read'), false);

        self::assertSame([], $this->recorded);
    }

    private function delete(callable $build, bool $isRecorded = true): void
    {
        $builder = $this->createMock(SnapshotBuilderInterface::class);
        $builder->method('build')->willReturnCallback($build);
        $recorder = $this->createMock(Recorder::class);
        $recorder->method('record')->willReturnCallback(function (Change ...$changes): void {
            array_push($this->recorded, ...$changes);
        });
        $customers = $this->createMock(CustomerChanges::class);
        $customers->method('isRecorded')->with(1)->willReturn($isRecorded);
        $observer = new RecordDeletion(
            $this->createMock(RecordingGate::class),
            $customers,
            $recorder,
            new SnapshotBuilderPool(['customer' => $builder]),
            'customer'
        );

        $observer->execute(new Observer(['data_object' => new DataObject(['id' => '3', 'website_id' => '1'])]));
    }
}
