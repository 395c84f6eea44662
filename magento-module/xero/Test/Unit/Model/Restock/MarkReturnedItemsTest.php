<?php
declare(strict_types=1);

namespace Ledgerlink\Xero\Test\Unit\Model\Restock;

use Ledgerlink\Xero\Model\Restock\MarkReturnedItems;
use Ledgerlink\Xero\Test\Unit\NeedsMagento;
use Magento\CatalogInventory\Api\StockConfigurationInterface;
use Magento\Framework\DataObject;
use Magento\Framework\Module\Manager;
use Magento\Sales\Api\Data\OrderInterface;
use Magento\Sales\Model\Order\Creditmemo;
use Magento\SalesInventory\Model\Order\ReturnProcessor;
use PHPUnit\Framework\TestCase;

/**
 * The credit memo of these tests: a mug (order item 1), a configurable tee (2), its child (3), a mug of a group (4).
 */
class MarkReturnedItemsTest extends TestCase
{
    use NeedsMagento;

    public function testNamedItemsAreMarked(): void
    {
        self::assertSame([1, 3, 4], $this->marked([1, 3, 4], true));
    }

    public function testAConfigurableItselfNeverReturnsToStock(): void
    {
        self::assertSame([], $this->marked([2], true));
    }

    public function testTheLegacyStockTakesBackTheChildrenOfANamedParent(): void
    {
        self::assertSame([3], $this->marked([2], false));
    }

    public function testAnAutomaticReturnTakesAll(): void
    {
        self::assertSame([1, 3, 4], $this->marked([], true, true));
    }

    /**
     * @param int[] $named
     * @param bool $hasSources whether Multi Source Inventory is there
     * @param bool $isAutoReturn
     * @return int[] order item ids
     */
    private function marked(array $named, bool $hasSources, bool $isAutoReturn = false): array
    {
        $items = [];
        $lines = [1 => ['simple', null], 2 => ['configurable', null], 3 => ['simple', 2], 4 => ['grouped', null]];
        foreach ($lines as $id => [$type, $parentId]) {
            $items[] = new DataObject([
                'order_item_id' => $id,
                'order_item' => new DataObject(['product_type' => $type, 'parent_item_id' => $parentId]),
            ]);
        }
        $creditmemo = $this->createMock(Creditmemo::class);
        $creditmemo->method('getItems')->willReturn($items);
        $stock = $this->createMock(StockConfigurationInterface::class);
        $stock->method('isQty')->willReturnCallback(static fn (string $type): bool => $type === 'simple');
        $modules = $this->createMock(Manager::class);
        $modules->method('isEnabled')->willReturn($hasSources);

        (new MarkReturnedItems($stock, $modules))->beforeExecute(
            $this->createMock(ReturnProcessor::class),
            $creditmemo,
            $this->createMock(OrderInterface::class),
            $named,
            $isAutoReturn
        );
        $marked = [];
        foreach ($items as $item) {
            if ($item->getData(MarkReturnedItems::MARK)) {
                $marked[] = $item->getData('order_item_id');
            }
        }

        return $marked;
    }
}
