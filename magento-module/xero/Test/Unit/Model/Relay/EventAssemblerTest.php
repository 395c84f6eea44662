<?php
declare(strict_types=1);

namespace Ledgerlink\Xero\Test\Unit\Model\Relay;

use Ledgerlink\Xero\Model\Event\CloudEventFormat;
use Ledgerlink\Xero\Model\Instance\InstanceId;
use Ledgerlink\Xero\Model\Outbox\CustomerChanges;
use Ledgerlink\Xero\Model\Outbox\RecordingGate;
use Ledgerlink\Xero\Model\Outbox\Row;
use Ledgerlink\Xero\Model\Relay\EventAssembler;
use Ledgerlink\Xero\Model\Snapshot\ConsistentRead;
use Ledgerlink\Xero\Model\Snapshot\Snapshot;
use Ledgerlink\Xero\Model\Snapshot\SnapshotBuilderInterface;
use Ledgerlink\Xero\Model\Snapshot\SnapshotBuilderPool;
use Ledgerlink\Xero\Test\Unit\NeedsMagento;
use Magento\Framework\Exception\NoSuchEntityException;
use PHPUnit\Framework\TestCase;

class EventAssemblerTest extends TestCase
{
    use NeedsMagento;

    public function testManyChangesOfOneOrderBecomeOneEventWithTheIdAndTimeOfTheNewest(): void
    {
        $event = $this->assemble([
            $this->row(1, 'order', 'order:7', 'order.placed'),
            $this->row(2, 'order', 'order:7', 'invoice.created'),
            $this->row(3, 'order', 'order:7', 'invoice.created'),
        ]);

        self::assertSame('event-3', $event['id']);
        self::assertSame('2026-07-01T00:00:03.000000Z', $event['time']);
        self::assertSame('order.placed,invoice.created', $event['reasons']);
        self::assertSame('17', $event['version']);
        self::assertSame(['read' => '7'], $event['data']);
    }

    public function testTheKeyOfAStockMayHoldColons(): void
    {
        $event = $this->assemble([$this->row(1, 'stock', 'stock:A:B/C', 'stock.changed')]);

        self::assertSame(['read' => 'A:B/C'], $event['data']);
    }

    public function testADeletedRecordComesWithItsLastSnapshotAndIsNotRead(): void
    {
        $event = $this->assemble([
            $this->row(1, 'customer', 'customer:3', 'customer.changed'),
            $this->row(2, 'customer', 'customer:3', 'customer.deleted', '{"customer":{"id":3,"addresses":[]}}'),
        ], static fn () => self::fail('A deleted record cannot be read.'));

        self::assertSame('com.ledgerlink.magento.customer.deleted.v1', $event['type']);
        self::assertSame(['deleted' => true, 'last' => ['customer' => ['id' => 3, 'addresses' => []]]], $event['data']);
    }

    public function testADeletedAddressIsAChangeOfTheCustomer(): void
    {
        $event = $this->assemble([$this->row(1, 'customer', 'customer:3', 'customer.address_deleted')]);

        self::assertSame('com.ledgerlink.magento.customer.changed.v1', $event['type']);
    }

    public function testARecordThatIsGoneWithoutATraceIsDeleted(): void
    {
        $event = $this->assemble(
            [$this->row(1, 'order', 'order:7', 'order.changed')],
            static fn () => throw new NoSuchEntityException()
        );

        self::assertSame('com.ledgerlink.magento.order.deleted.v1', $event['type']);
        self::assertSame(['deleted' => true, 'last' => null], $event['data']);
    }

    public function testConfigurationEventsNamePathsAndNoValues(): void
    {
        $event = $this->assemble([
            $this->row(1, 'config', 'config:2', 'config.changed', '{"website_id":2,"changed_paths":["a/b/c","d/e/f"]}'),
            $this->row(2, 'config', 'config:2', 'config.changed', '{"website_id":2,"changed_paths":["a/b/c","g/h/i"]}'),
        ]);

        self::assertSame('com.ledgerlink.magento.config.changed.v1', $event['type']);
        self::assertSame(['website_id' => 2, 'changed_paths' => ['a/b/c', 'd/e/f', 'g/h/i']], $event['data']);
    }

    public function testARowWithoutWebsiteIsDroppedWhenTheRecordsWebsiteIsNotRecorded(): void
    {
        $off = static fn (string $id): Snapshot => new Snapshot(['read' => $id], 2);
        $on = static fn (string $id): Snapshot => new Snapshot(['read' => $id], 1);
        $rows = [$this->row(1, 'order', 'order:7', 'order.address_changed', null, null)];

        self::assertNull($this->assembler($off)->assemble($rows, '17'));
        self::assertNotNull($this->assembler($on)->assemble($rows, '17'));
    }

    public function testARowWithAWebsiteWasAskedForWhenItWasRecorded(): void
    {
        $off = static fn (string $id): Snapshot => new Snapshot(['read' => $id], 2);

        self::assertNotNull(
            $this->assembler($off)->assemble([$this->row(1, 'order', 'order:7', 'order.changed', null, 2)], '17')
        );
    }

    /**
     * @param Row[] $rows
     * @param callable|null $build
     */
    private function assemble(array $rows, ?callable $build = null): array
    {
        $build ??= static fn (string $id): Snapshot => new Snapshot(['read' => $id], 1);

        return json_decode($this->assembler($build)->assemble($rows, '17')->json, true);
    }

    private function assembler(callable $build): EventAssembler
    {
        $builder = $this->createMock(SnapshotBuilderInterface::class);
        $builder->method('build')->willReturnCallback($build);
        $read = $this->createMock(ConsistentRead::class);
        $read->method('run')->willReturnCallback(static fn (callable $reader) => $reader());
        $gate = $this->createMock(RecordingGate::class);
        $gate->method('isOpenForWebsite')->willReturnCallback(static fn (int $id): bool => $id === 1);
        $instanceId = $this->createMock(InstanceId::class);
        $instanceId->method('get')->willReturn('i');

        return new EventAssembler(
            new SnapshotBuilderPool(['order' => $builder, 'customer' => $builder, 'stock' => $builder]),
            $read,
            new CloudEventFormat($instanceId),
            $gate,
            $this->createMock(CustomerChanges::class)
        );
    }

    private function row(
        int $id,
        string $type,
        string $key,
        string $reason,
        ?string $payload = null,
        ?int $websiteId = 1
    ): Row {
        return new Row(
            $id,
            "event-$id",
            $type,
            $key,
            $websiteId,
            $reason,
            "2026-07-01T00:00:0$id.000000Z",
            $payload,
            0
        );
    }
}
