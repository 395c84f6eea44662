<?php
declare(strict_types=1);

namespace Ledgerlink\Xero\Test\Unit\Model\Event;

use Ledgerlink\Xero\Model\Event\CloudEvent;
use Ledgerlink\Xero\Model\Event\CloudEventFormat;
use Ledgerlink\Xero\Model\Instance\InstanceId;
use Ledgerlink\Xero\Test\Unit\NeedsMagento;
use PHPUnit\Framework\TestCase;

class CloudEventFormatTest extends TestCase
{
    use NeedsMagento;

    private const UUID = '0f1e2d3c-4b5a-4789-8abc-def012345678';

    public function testAnEnvelopeHasExactlyTheFieldsOfTheContract(): void
    {
        $event = $this->format(['order' => ['entity_id' => 12]]);

        self::assertSame('order:12', $event->recordKey);
        self::assertSame(self::UUID, $event->id);
        self::assertSame(
            [
                'specversion' => '1.0',
                'id' => self::UUID,
                'source' => 'urn:ledgerlink:1b9d6bcd-bbfd-4b2d-9b5d-ab8dfbbd4bed',
                'type' => 'com.ledgerlink.magento.order.changed.v1',
                'subject' => 'order:12',
                'time' => '2026-07-01T02:03:04.000005Z',
                'datacontenttype' => 'application/json',
                'version' => '1795506722605206',
                'reasons' => 'order.placed,invoice.created',
                'data' => ['order' => ['entity_id' => 12]],
            ],
            json_decode($event->json, true)
        );
    }

    public function testEmptyMapsStayObjectsAndEmptyListsStayLists(): void
    {
        $event = $this->format(['restocked' => (object)[], 'invoices' => []]);

        self::assertStringEndsWith('"data":{"restocked":{},"invoices":[]}}', $event->json);
    }

    public function testDataHaveTheBytesOfMagentosRestRenderer(): void
    {
        $event = $this->format(['street' => 'Straße 1/2', 'row_total' => 80.0, 'tax' => 7.18]);

        self::assertStringContainsString('{"street":"Stra\u00dfe 1\/2","row_total":80,"tax":7.18}', $event->json);
    }

    public function testDataOfMoreThan900KilobytesAreLeftOutForTheSidecarToFetch(): void
    {
        // {"x":"…"} adds 8 bytes to the text
        $fits = $this->format(['x' => str_repeat('a', 900000 - 8)]);
        $tooLarge = $this->format(['x' => str_repeat('a', 900000 - 7)]);

        self::assertArrayHasKey('data', json_decode($fits->json, true));
        self::assertLessThan(1000000, strlen($fits->json));
        self::assertArrayNotHasKey('data', json_decode($tooLarge->json, true));
        self::assertSame('order:12', json_decode($tooLarge->json, true)['subject']);
    }

    public function testBrokenUtf8OfOldImportsDoesNotStopAnEvent(): void
    {
        $event = $this->format(['name' => "Caf\xE9"]);

        self::assertSame("Caf\u{FFFD}", json_decode($event->json, true)['data']['name']);
    }

    private function format(array $data): CloudEvent
    {
        $instanceId = $this->createMock(InstanceId::class);
        $instanceId->method('get')->willReturn('1b9d6bcd-bbfd-4b2d-9b5d-ab8dfbbd4bed');

        return (new CloudEventFormat($instanceId))->format(
            self::UUID,
            'order',
            CloudEventFormat::CHANGED,
            'order:12',
            '2026-07-01T02:03:04.000005Z',
            '1795506722605206',
            ['order.placed', 'invoice.created', 'order.placed'],
            $data
        );
    }
}
