<?php
declare(strict_types=1);

namespace Ledgerlink\Xero\Test\Unit\Model\Outbox;

use Ledgerlink\Xero\Model\Outbox\Change;
use PHPUnit\Framework\TestCase;

class ChangeTest extends TestCase
{
    public function testOnlyTheEndOfTheRecordItselfIsADeletion(): void
    {
        self::assertTrue(Change::isDeletion('customer', 'customer.deleted'));
        self::assertFalse(Change::isDeletion('customer', 'customer.address_deleted'));
        self::assertFalse(Change::isDeletion('order', 'customer.deleted'));
    }

    public function testADeletionCarriesTheLastSnapshot(): void
    {
        $change = Change::deleted('order', 12, ['order' => ['entity_id' => 12]], 1);

        self::assertSame('order:12', $change->recordKey);
        self::assertSame('order.deleted', $change->reason);
        self::assertSame('{"order":{"entity_id":12}}', $change->payload);
    }

    public function testTheStockOfASkuHasItsSkuAsKey(): void
    {
        self::assertSame('stock:A:B', Change::stock('A:B', 'stock.changed')->recordKey);
    }
}
