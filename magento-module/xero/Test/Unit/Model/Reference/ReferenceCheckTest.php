<?php
declare(strict_types=1);

namespace Ledgerlink\Xero\Test\Unit\Model\Reference;

use Ledgerlink\Xero\Model\Reference\Reference;
use Ledgerlink\Xero\Model\Reference\ReferenceCheck;
use Ledgerlink\Xero\Test\Unit\NeedsMagento;
use PHPUnit\Framework\TestCase;

class ReferenceCheckTest extends TestCase
{
    use NeedsMagento;

    private const SOUND = [
        'record_type' => 'order',
        'entity_id' => 1,
        'part' => 'invoice:7',
        'tenant_id' => '70784a63-d24b-46a9-a4db-0e70a274b056',
        'xero_type' => 'Invoice',
        'xero_id' => '243216c5-369e-4056-ac67-05388f86dc81',
        'xero_number' => 'INV-000000001',
        'status' => 'synced',
        'message' => null,
        'url' => 'https://go.xero.com/app/invoicing/view/243216c5-369e-4056-ac67-05388f86dc81',
        'revision' => 3,
    ];

    /**
     * @dataProvider sound
     */
    public function testItAcceptsWhatTheSidecarSends(array $changes): void
    {
        self::assertNull((new ReferenceCheck())->check(new Reference($changes + self::SOUND)));
    }

    public static function sound(): array
    {
        return [
            'a document' => [[]],
            'none yet' => [['xero_id' => null, 'xero_number' => null, 'url' => null, 'status' => 'pending']],
            'empty texts' => [['xero_id' => '', 'xero_number' => '', 'url' => '', 'message' => '']],
            'a contact' => [['record_type' => 'customer', 'part' => 'contact', 'xero_type' => 'Contact']],
            'an item' => [['record_type' => 'product', 'part' => 'item', 'xero_type' => 'Item']],
            'a transaction id' => [['part' => 'payment:ch_3Nabc-1.2', 'xero_type' => 'Payment']],
            'the longest number' => [['xero_number' => str_repeat('é', 255)]],
            'a stand-in' => [['url' => 'http://localhost:9000/invoices/1']],
            'the first revision' => [['revision' => 0]],
        ];
    }

    /**
     * @dataProvider faulty
     */
    public function testItSaysWhatIsWrong(array $changes, string $field): void
    {
        $fault = (new ReferenceCheck())->check(new Reference($changes + self::SOUND));

        self::assertNotNull($fault);
        self::assertStringStartsWith($field . ' must', (string)$fault);
    }

    public static function faulty(): array
    {
        return [
            [['record_type' => 'guest'], 'record_type'],
            [['record_type' => null], 'record_type'],
            [['entity_id' => 0], 'entity_id'],
            [['part' => 'invoice'], 'part'],
            [['part' => 'invoice:' . str_repeat('1', 49)], 'part'],
            [['part' => "order\n"], 'part'],
            [['part' => 'shipment:1'], 'part'],
            [['tenant_id' => 'demo'], 'tenant_id'],
            [['xero_type' => 'Quote'], 'xero_type'],
            [['status' => 'done'], 'status'],
            [['xero_id' => '243216c5'], 'xero_id'],
            [['xero_number' => str_repeat('é', 256)], 'xero_number'],
            [['url' => 'javascript:alert(1)'], 'url'],
            [['url' => 'data:text/html,x'], 'url'],
            [['url' => "https://x.example/\n"], 'url'],
            [['tenant_id' => "70784a63-d24b-46a9-a4db-0e70a274b056\n"], 'tenant_id'],
            [['url' => '//evil.example'], 'url'],
            [['url' => 'https://x.example/"onclick="'], 'url'],
            [['url' => 'https://x.example/' . str_repeat('a', 512)], 'url'],
            [['revision' => -1], 'revision'],
        ];
    }
}
