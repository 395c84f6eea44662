<?php
declare(strict_types=1);

namespace Ledgerlink\Xero\Test\Unit\Model\Reference;

use Ledgerlink\Xero\Api\Data\ReferenceInterface;
use Ledgerlink\Xero\Api\Data\ReferenceInterfaceFactory;
use Ledgerlink\Xero\Api\Data\ReferencePageInterfaceFactory;
use Ledgerlink\Xero\Api\Data\ReferenceResultInterface;
use Ledgerlink\Xero\Api\Data\ReferenceResultInterfaceFactory;
use Ledgerlink\Xero\Model\Reference\Reference;
use Ledgerlink\Xero\Model\Reference\ReferenceCheck;
use Ledgerlink\Xero\Model\Reference\ReferencePage;
use Ledgerlink\Xero\Model\Reference\ReferenceRepository;
use Ledgerlink\Xero\Model\Reference\ReferenceResult;
use Ledgerlink\Xero\Model\Reference\ReferenceTable;
use Ledgerlink\Xero\Test\Unit\NeedsMagento;
use Magento\Framework\Exception\InputException;
use PHPUnit\Framework\TestCase;

/**
 * The statements themselves are tried on a real database; here the table is a list in memory with the same guard.
 */
class ReferenceRepositoryTest extends TestCase
{
    use NeedsMagento;

    private const TENANT = '70784a63-d24b-46a9-a4db-0e70a274b056';

    /** @var array[] */
    private array $rows = [];
    /** @var int */
    private int $writes = 0;

    public function testItAnswersEveryReferenceByItselfAndInOrder(): void
    {
        $this->repository()->put([$this->reference(1, 5)]);

        $results = $this->repository()->put([
            $this->reference(1, 4),
            $this->reference(2, 1)->setUrl('javascript:alert(1)'),
            $this->reference(3, 1),
            $this->reference(1, 5),
        ]);

        self::assertSame(['stale', 'error', 'stored', 'stored'], $this->outcomes($results));
        self::assertSame([1, 2, 3, 1], array_map(static fn ($result) => $result->getEntityId(), $results));
        self::assertSame('', $results[0]->getMessage());
        self::assertStringStartsWith('url must', $results[1]->getMessage());
        self::assertSame([1, 3], array_column($this->rows, 'entity_id'));
    }

    public function testTheHigherRevisionOfOneKeyInABatchWins(): void
    {
        $results = $this->repository()->put([$this->reference(1, 1), $this->reference(1, 2)]);

        self::assertSame(['stale', 'stored'], $this->outcomes($results));
    }

    public function testItWritesABatchInOneStatement(): void
    {
        $this->repository()->put(array_map(fn (int $id) => $this->reference($id, 1), range(1, 200)));

        self::assertSame(1, $this->writes);
        self::assertCount(200, $this->rows);
    }

    public function testItWritesNothingWhenNothingIsSound(): void
    {
        $results = $this->repository()->put([$this->reference(0, 1)]);

        self::assertSame(['error'], $this->outcomes($results));
        self::assertSame(0, $this->writes);
    }

    /**
     * @dataProvider sizes
     */
    public function testItRefusesABatchOfAnotherSize(int $size): void
    {
        $this->expectException(InputException::class);

        $this->repository()->put(array_fill(0, $size, $this->reference(1, 1)));
    }

    public static function sizes(): array
    {
        return [[0], [201]];
    }

    public function testItListsPageByPage(): void
    {
        $repository = $this->repository();
        $repository->put(array_map(fn (int $id) => $this->reference($id, 1), range(1, 5)));

        $first = $repository->getList('order', '', '', 0, 3);
        $last = $repository->getList('order', '', '', $first->getNext(), 3);

        self::assertSame([1, 2, 3], array_map(static fn ($item) => $item->getEntityId(), $first->getItems()));
        self::assertSame([4, 5], array_map(static fn ($item) => $item->getEntityId(), $last->getItems()));
        self::assertNull($last->getNext());
    }

    /**
     * @dataProvider badLists
     */
    public function testItRefusesToListWhatDoesNotExist(string $type, string $ids, string $status, int $limit): void
    {
        $this->expectException(InputException::class);

        $this->repository()->getList($type, $ids, $status, 0, $limit);
    }

    public static function badLists(): array
    {
        return [
            ['cat', '', '', 1],
            ['order', '1,x', '', 1],
            ['order', implode(',', range(1, 201)), '', 1],
            ['order', '', 'done', 1],
            ['order', '', '', 0],
            ['order', '', '', 201],
        ];
    }

    private function reference(int $entityId, int $revision): ReferenceInterface
    {
        return new Reference([
            'record_type' => 'order',
            'entity_id' => $entityId,
            'part' => 'order',
            'tenant_id' => self::TENANT,
            'xero_type' => 'Invoice',
            'status' => 'synced',
            'revision' => $revision,
        ]);
    }

    /**
     * @param ReferenceResultInterface[] $results
     * @return string[]
     */
    private function outcomes(array $results): array
    {
        return array_map(static fn ($result) => $result->getResult(), $results);
    }

    private function repository(): ReferenceRepository
    {
        return new ReferenceRepository(
            $this->table(),
            new ReferenceCheck(),
            $this->factory(ReferenceInterfaceFactory::class, static fn (array $data) => new Reference(...$data)),
            $this->factory(
                ReferenceResultInterfaceFactory::class,
                static fn (array $data) => new ReferenceResult(...$data)
            ),
            $this->factory(ReferencePageInterfaceFactory::class, static fn (array $data) => new ReferencePage(...$data))
        );
    }

    /**
     * @param string $class
     * @param callable $create
     */
    private function factory(string $class, callable $create): object
    {
        $factory = $this->createMock($class);
        $factory->method('create')->willReturnCallback($create);

        return $factory;
    }

    private function table(): ReferenceTable
    {
        $table = $this->createMock(ReferenceTable::class);
        $table->method('write')->willReturnCallback(function (array $references): void {
            $this->writes++;
            foreach ($references as $reference) {
                $key = $reference->getEntityId();
                if ($reference->getRevision() >= ($this->rows[$key]['revision'] ?? 0)) {
                    $this->rows[$key] = $reference->__toArray() + ['id' => $key];
                }
            }
        });
        $table->method('ofRecords')->willReturnCallback(
            fn (string $type, array $ids): array => array_values(array_intersect_key($this->rows, array_flip($ids)))
        );
        $table->method('page')->willReturnCallback(
            fn (string $type, array $ids, string $status, int $after, int $limit): array => array_slice(
                array_values(array_filter($this->rows, static fn (array $row): bool => $row['id'] > $after)),
                0,
                $limit
            )
        );

        return $table;
    }
}
