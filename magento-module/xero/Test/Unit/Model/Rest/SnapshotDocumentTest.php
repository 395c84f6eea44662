<?php
declare(strict_types=1);

namespace Ledgerlink\Xero\Test\Unit\Model\Rest;

use Ledgerlink\Xero\Model\Event\CloudEventFormat;
use Ledgerlink\Xero\Model\Instance\InstanceId;
use Ledgerlink\Xero\Model\Rest\RawBody;
use Ledgerlink\Xero\Model\Rest\SnapshotDocument;
use Ledgerlink\Xero\Model\Snapshot\ConsistentRead;
use Ledgerlink\Xero\Model\Snapshot\Snapshot;
use Ledgerlink\Xero\Model\Snapshot\SnapshotBuilderInterface;
use Ledgerlink\Xero\Model\Snapshot\SnapshotBuilderPool;
use Ledgerlink\Xero\Model\Snapshot\SnapshotProvider;
use Ledgerlink\Xero\Model\Snapshot\VersionDraw;
use Ledgerlink\Xero\Test\Unit\NeedsMagento;
use Magento\Framework\DataObject\IdentityGeneratorInterface;
use Magento\Framework\Exception\InputException;
use PHPUnit\Framework\TestCase;

class SnapshotDocumentTest extends TestCase
{
    use NeedsMagento;

    public function testTheBodyIsTheEventAsItWasBuilt(): void
    {
        $rawBody = new RawBody();

        $json = $this->document(['restocked' => (object)[], 'amount' => 8.5], $rawBody)->get('order', '12');

        self::assertStringEndsWith(',"data":{"restocked":{},"amount":8.5}}', $json);
        self::assertTrue($rawBody->is($json));
    }

    public function testItHoldsDataThatWereTooLongForAnEvent(): void
    {
        $text = str_repeat('a', 1000000);

        $json = $this->document(['x' => $text], new RawBody())->get('order', '12');

        self::assertSame($text, json_decode($json)->data->x);
    }

    public function testAPageKeepsTheBytesOfItsEvents(): void
    {
        $rawBody = new RawBody();
        $document = $this->document(['restocked' => (object)[]], $rawBody);

        $json = $document->getPage('order', '', 2);

        self::assertTrue($rawBody->is($json));
        self::assertSame(2, substr_count($json, ',"data":{"restocked":{}}}'));
        self::assertSame('13', json_decode($json)->next);
    }

    /**
     * @dataProvider limits
     */
    public function testItRefusesAnotherLimit(int $limit): void
    {
        $this->expectException(InputException::class);

        $this->document([], new RawBody())->getPage('order', '', $limit);
    }

    public static function limits(): array
    {
        return [[0], [51]];
    }

    private function document(array $data, RawBody $rawBody): SnapshotDocument
    {
        $instanceId = $this->createMock(InstanceId::class);
        $instanceId->method('get')->willReturn('1b9d6bcd-bbfd-4b2d-9b5d-ab8dfbbd4bed');
        $builder = $this->createMock(SnapshotBuilderInterface::class);
        $builder->method('build')->willReturn(new Snapshot($data));
        $builder->method('listIds')->willReturn(['12', '13']);
        $draw = $this->createMock(VersionDraw::class);
        $draw->method('draw')->willReturnCallback(static fn (array $keys): array => array_fill_keys($keys, '1'));
        $read = $this->createMock(ConsistentRead::class);
        $read->method('run')->willReturnCallback(static fn (callable $read) => $read());
        $ids = $this->createMock(IdentityGeneratorInterface::class);
        $ids->method('generateId')->willReturn('d7605f87-5096-4471-8de0-6ab2a9740192');

        return new SnapshotDocument(
            new SnapshotProvider(
                new SnapshotBuilderPool(['order' => $builder]),
                $draw,
                $read,
                new CloudEventFormat($instanceId),
                $ids
            ),
            $rawBody
        );
    }
}
