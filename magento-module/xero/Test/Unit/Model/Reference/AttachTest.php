<?php
declare(strict_types=1);

namespace Ledgerlink\Xero\Test\Unit\Model\Reference;

use Ledgerlink\Xero\Api\Data\ReferenceInterfaceFactory;
use Ledgerlink\Xero\Model\Reference\Attach;
use Ledgerlink\Xero\Model\Reference\Reference;
use Ledgerlink\Xero\Model\Reference\ReferenceTable;
use Ledgerlink\Xero\Model\Snapshot\Snapshot;
use Ledgerlink\Xero\Model\Snapshot\SnapshotBuilderInterface;
use Ledgerlink\Xero\Plugin\Reference\HideFromSnapshot;
use Ledgerlink\Xero\Test\Unit\NeedsMagento;
use Magento\Framework\Api\ExtensionAttributesFactory;
use Magento\Framework\AuthorizationInterface;
use PHPUnit\Framework\TestCase;

class AttachTest extends TestCase
{
    use NeedsMagento;

    /** @var int */
    private int $queries = 0;

    public function testItAttachesToAWholeListWithOneQuery(): void
    {
        $entities = [$this->entity(1), $this->entity(2), $this->entity(3)];

        $this->attach($this->attaching(), $entities);

        self::assertSame(1, $this->queries);
        self::assertSame(['order', 'invoice:7'], $this->parts($entities[0]));
        self::assertSame(['order'], $this->parts($entities[1]));
        self::assertSame([], $this->parts($entities[2]));
    }

    public function testItAttachesOnePartOnly(): void
    {
        $entity = $this->entity(1);

        $this->attach($this->attaching(), [$entity], static fn () => 'invoice:7');

        self::assertSame(['invoice:7'], $this->parts($entity));
    }

    public function testItKeepsTheOtherExtensionAttributes(): void
    {
        $entity = $this->entity(1);
        $entity->attributes = $this->attributes();
        $entity->attributes->other = 'stays';

        $this->attach($this->attaching(), [$entity]);

        self::assertSame('stays', $entity->attributes->other);
    }

    public function testItAsksNothingForThoseWhoMayNotSeeIt(): void
    {
        $entity = $this->entity(1);

        $this->attach($this->attaching(false), [$entity]);

        self::assertNull($entity->attributes);
        self::assertSame(0, $this->queries);
    }

    public function testASnapshotHoldsNoReferences(): void
    {
        $attach = $this->attaching();
        $entity = $this->entity(1);
        $builder = $this->createMock(SnapshotBuilderInterface::class);
        $plugin = new HideFromSnapshot($attach);

        $snapshot = $plugin->aroundBuild($builder, function (string $id) use ($attach, $entity): Snapshot {
            $this->attach($attach, [$entity]);

            return new Snapshot(['id' => $id]);
        }, '1');

        self::assertSame(['id' => '1'], $snapshot->data);
        self::assertNull($entity->attributes);
        $this->attach($attach, [$entity]);
        self::assertNotNull($entity->attributes, 'Outside of snapshots it attaches again.');
    }

    public function testItAttachesAgainAfterASnapshotThatCouldNotBeBuilt(): void
    {
        $attach = $this->attaching();
        $entity = $this->entity(1);
        $passed = '';
        try {
            $attach->hideWhile([$this, 'failToBuild']);
        } catch (\RuntimeException $exception) {
            $passed = $exception->getMessage();
        }
        self::assertSame('no such order', $passed);

        $this->attach($attach, [$entity]);

        self::assertNotNull($entity->attributes);
    }

    public function failToBuild(): void
    {
        throw new \RuntimeException('no such order');
    }

    private function attaching(bool $isAllowed = true): Attach
    {
        $rows = [
            ['entity_id' => '1', 'part' => 'order'],
            ['entity_id' => '1', 'part' => 'invoice:7'],
            ['entity_id' => '2', 'part' => 'order'],
        ];
        $table = $this->createMock(ReferenceTable::class);
        $table->method('ofRecords')->willReturnCallback(function (string $type, array $ids) use ($rows): array {
            $this->queries++;

            return array_filter($rows, static fn (array $row): bool => in_array((int)$row['entity_id'], $ids, true));
        });
        $factory = $this->createMock(ReferenceInterfaceFactory::class);
        $factory->method('create')->willReturnCallback(static fn (array $data) => new Reference($data['data']));
        $extensions = $this->createMock(ExtensionAttributesFactory::class);
        $extensions->method('create')->willReturnCallback(fn () => $this->attributes());
        $authorization = $this->createMock(AuthorizationInterface::class);
        $authorization->method('isAllowed')->with('Ledgerlink_Xero::references_read')->willReturn($isAllowed);

        return new Attach($table, $factory, $extensions, $authorization);
    }

    private function attach(Attach $attach, array $entities, ?callable $partOf = null): void
    {
        $attach->attach($entities, 'Order', 'order', static fn (object $entity): int => $entity->id, $partOf);
    }

    /**
     * @return string[]
     */
    private function parts(object $entity): array
    {
        return array_map(static fn ($reference) => $reference->getPart(), $entity->attributes->references);
    }

    private function attributes(): object
    {
        return new class {
            /** @var array */
            public array $references = [];
            /** @var string */
            public string $other = '';

            public function setXeroReferences(array $references): void
            {
                $this->references = $references;
            }
        };
    }

    private function entity(int $id): object
    {
        return new class ($id) {
            /** @var object|null */
            public ?object $attributes = null;

            public function __construct(public readonly int $id)
            {
            }

            public function getExtensionAttributes(): ?object
            {
                return $this->attributes;
            }

            public function setExtensionAttributes(object $attributes): void
            {
                $this->attributes = $attributes;
            }
        };
    }
}
