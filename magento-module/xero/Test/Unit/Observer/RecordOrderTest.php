<?php
declare(strict_types=1);

namespace Ledgerlink\Xero\Test\Unit\Observer;

use Ledgerlink\Xero\Model\Outbox\Change;
use Ledgerlink\Xero\Model\Outbox\OrderChanges;
use Ledgerlink\Xero\Model\Outbox\Recorder;
use Ledgerlink\Xero\Model\Outbox\RecordingGate;
use Ledgerlink\Xero\Observer\RecordOrder;
use Ledgerlink\Xero\Observer\RecordOrderDocument;
use Ledgerlink\Xero\Test\Unit\NeedsMagento;
use Magento\Framework\Event\Observer;
use Magento\Sales\Model\Order;
use Magento\Sales\Model\Order\Invoice;
use PHPUnit\Framework\TestCase;

class RecordOrderTest extends TestCase
{
    use NeedsMagento;

    /** @var Change[] */
    private array $recorded = [];

    public function testAPlacedOrderLeavesOneRowWithItsStoreAndWebsite(): void
    {
        $this->observe($this->order(7, 3, null));

        self::assertCount(1, $this->recorded);
        self::assertSame(
            ['order:7', 'order.placed', 7, 3, 30],
            [$this->recorded[0]->recordKey, $this->recorded[0]->reason, $this->recorded[0]->entityId,
                $this->recorded[0]->storeId, $this->recorded[0]->websiteId]
        );
    }

    public function testALoadedOrderHasChanged(): void
    {
        $this->observe($this->order(7, 3, '7'));

        self::assertSame('order.changed', $this->recorded[0]->reason);
    }

    public function testAnInvoiceIsRecordedUnderItsOrder(): void
    {
        $invoice = $this->createMock(Invoice::class);
        $invoice->method('getOrderId')->willReturn('7');
        $invoice->method('getStoreId')->willReturn('3');
        (new RecordOrderDocument($this->changes([30]), 'invoice'))->execute(new Observer(['object' => $invoice]));

        self::assertSame(['order:7', 'invoice.created'], [$this->recorded[0]->recordKey, $this->recorded[0]->reason]);
    }

    public function testNothingIsRecordedForAWebsiteThatIsOff(): void
    {
        $this->observe($this->order(7, 3, null), [31]);

        self::assertSame([], $this->recorded);
    }

    public function testAnOrderOfADeletedStoreViewIsRecordedWhereAnyWebsiteIs(): void
    {
        $this->observe($this->order(7, null, '7'));
        $this->observe($this->order(8, null, '8'), []);

        self::assertCount(1, $this->recorded);
        self::assertNull($this->recorded[0]->websiteId);
    }

    public function testADatabaseExceptionPasses(): void
    {
        $recorder = $this->createMock(Recorder::class);
        $recorder->method('record')->willThrowException(new \RuntimeException('Deadlock found'));

        $this->expectExceptionMessage('Deadlock found');
        (new RecordOrder(new OrderChanges($this->gate([30]), $recorder)))
            ->execute(new Observer(['object' => $this->order(7, 3, null)]));
    }

    /**
     * @param Order $order
     * @param int[] $enabled
     */
    private function observe(Order $order, array $enabled = [30]): void
    {
        (new RecordOrder($this->changes($enabled)))->execute(new Observer(['object' => $order]));
    }

    /**
     * @param int[] $enabled
     */
    private function changes(array $enabled): OrderChanges
    {
        $recorder = $this->createMock(Recorder::class);
        $recorder->method('record')->willReturnCallback(function (Change ...$changes): void {
            array_push($this->recorded, ...$changes);
        });

        return new OrderChanges($this->gate($enabled), $recorder);
    }

    /**
     * @param int[] $enabled ids of websites; store view n belongs to website 10 n
     */
    private function gate(array $enabled): RecordingGate
    {
        $gate = $this->createMock(RecordingGate::class);
        $gate->method('websiteOf')->willReturnCallback(static fn (int $storeId): int => 10 * $storeId);
        $gate->method('isOpenForWebsite')->willReturnCallback(
            static fn (int $id): bool => in_array($id, $enabled, true)
        );
        $gate->method('isOpenAnywhere')->willReturn($enabled !== []);

        return $gate;
    }

    private function order(int $id, ?int $storeId, ?string $loadedId): Order
    {
        $order = $this->createMock(Order::class);
        $order->method('getId')->willReturn((string)$id);
        $order->method('getStoreId')->willReturn($storeId);
        $order->method('getOrigData')->willReturn($loadedId);

        return $order;
    }
}
