<?php
declare(strict_types=1);

namespace Ledgerlink\Xero\Test\Unit\ViewModel;

use Ledgerlink\Xero\Api\Data\ReferenceInterfaceFactory;
use Ledgerlink\Xero\Model\Config;
use Ledgerlink\Xero\Model\Outbox\RecordingGate;
use Ledgerlink\Xero\Model\Reference\Reference;
use Ledgerlink\Xero\Model\Reference\ReferenceTable;
use Ledgerlink\Xero\Model\Reference\Status;
use Ledgerlink\Xero\Test\Unit\NeedsMagento;
use Ledgerlink\Xero\ViewModel\CurrentRecord;
use Ledgerlink\Xero\ViewModel\References;
use Magento\Framework\Registry;
use Magento\Sales\Model\Order;
use Magento\Sales\Model\Order\Creditmemo;
use Magento\Sales\Model\Order\Invoice;
use PHPUnit\Framework\TestCase;

class ReferencesTest extends TestCase
{
    use NeedsMagento;

    /**
     * @dataProvider pages
     */
    public function testEveryPageShowsItsOwnParts(string $page, array $parts, string $timeline): void
    {
        $references = $this->references($page, true);

        self::assertSame($parts, array_map(static fn ($reference) => $reference->getPart(), $references->get($page)));
        self::assertSame('https://sidecar.example/records/' . $timeline, $references->timelineUrl($page));
        self::assertTrue($references->isShown($page));
    }

    public static function pages(): array
    {
        return [
            ['order', ['order', 'invoice:7', 'creditmemo:8'], 'order:12'],
            ['invoice', ['invoice:7'], 'order:12'],
            ['creditmemo', ['creditmemo:8'], 'order:12'],
            ['customer', ['contact'], 'customer:3'],
        ];
    }

    public function testThereIsNoBoxWhereTheConnectorIsOffAndNothingWasSent(): void
    {
        self::assertFalse($this->references('order', false, [])->isShown('order'));
        self::assertTrue($this->references('order', true, [])->isShown('order'));
    }

    public function testThereIsNoBoxForWhatIsNotSavedYet(): void
    {
        self::assertFalse($this->references('product', true)->isShown('product'));
    }

    public function testThereIsNoTimelineWithoutASidecar(): void
    {
        self::assertNull($this->references('order', true, [], '')->timelineUrl('order'));
    }

    private function references(
        string $page,
        bool $isOn,
        ?array $rows = null,
        string $sidecar = 'https://sidecar.example'
    ): References {
        $rows ??= [
            ['record_type' => 'order', 'part' => 'order'],
            ['record_type' => 'order', 'part' => 'invoice:7'],
            ['record_type' => 'order', 'part' => 'creditmemo:8'],
            ['record_type' => 'customer', 'part' => 'contact'],
        ];
        $table = $this->createMock(ReferenceTable::class);
        $table->method('ofRecords')->willReturnCallback(
            static fn (string $type, array $ids): array => array_values(array_filter(
                $rows,
                static fn (array $row): bool => $row['record_type'] === $type && $ids === [$type === 'order' ? 12 : 3]
            ))
        );
        $factory = $this->createMock(ReferenceInterfaceFactory::class);
        $factory->method('create')->willReturnCallback(static fn (array $data) => new Reference($data['data']));
        $config = $this->createMock(Config::class);
        $config->method('getSidecarUrl')->willReturn($sidecar);
        $gate = $this->createMock(RecordingGate::class);
        $gate->method('isOpenAnywhere')->willReturn($isOn);

        return new References(
            new CurrentRecord($this->registry($page)),
            $table,
            $factory,
            new Status(),
            $config,
            $gate
        );
    }

    private function registry(string $page): Registry
    {
        $order = $this->createMock(Order::class);
        $order->method('getEntityId')->willReturn('12');
        $invoice = $this->createMock(Invoice::class);
        $invoice->method('getEntityId')->willReturn('7');
        $invoice->method('getOrderId')->willReturn('12');
        $creditmemo = $this->createMock(Creditmemo::class);
        $creditmemo->method('getEntityId')->willReturn('8');
        $creditmemo->method('getOrderId')->willReturn('12');
        $registry = new Registry();
        $current = ['order' => $order, 'invoice' => $invoice, 'creditmemo' => $creditmemo];
        if (isset($current[$page])) {
            $registry->register('current_' . $page, $current[$page]);
        } elseif ($page === 'customer') {
            $registry->register('current_customer_id', '3');
        }

        return $registry;
    }
}
