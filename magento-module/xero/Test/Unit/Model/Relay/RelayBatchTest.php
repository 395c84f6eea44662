<?php
declare(strict_types=1);

namespace Ledgerlink\Xero\Test\Unit\Model\Relay;

use Ledgerlink\Xero\Model\Event\CloudEvent;
use Ledgerlink\Xero\Model\Outbox\Claim;
use Ledgerlink\Xero\Model\Outbox\Row;
use Ledgerlink\Xero\Model\Outbox\Settle;
use Ledgerlink\Xero\Model\Relay\EventAssembler;
use Ledgerlink\Xero\Model\Relay\RelayBatch;
use Ledgerlink\Xero\Model\Snapshot\VersionDraw;
use Ledgerlink\Xero\Model\Transport\Channel;
use Ledgerlink\Xero\Model\Transport\TransportException;
use Ledgerlink\Xero\Model\Transport\TransportInterface;
use Ledgerlink\Xero\Test\Unit\NeedsMagento;
use Magento\Framework\DataObject\IdentityGeneratorInterface;
use PHPUnit\Framework\TestCase;
use Psr\Log\NullLogger;

class RelayBatchTest extends TestCase
{
    use NeedsMagento;

    /** @var string[] what happened, in order */
    private array $steps = [];

    /** @var array<string, callable> record key → how its event is made */
    private array $assemble = [];

    /** @var callable|null what becomes of sent events */
    private $send;

    public function testAVersionIsDrawnAfterTheClaimAndBeforeTheRead(): void
    {
        $count = $this->batch(['order:1', 'order:2', 'order:1'])->relay();

        self::assertSame(3, $count);
        self::assertSame(
            ['open', 'claim', 'draw order:1 order:2', 'read order:1 v1', 'read order:2 v1', 'send order:1 order:2',
                'published 0 2 1'],
            $this->steps
        );
    }

    public function testARecordThatCannotBeBuiltDoesNotKeepTheOthers(): void
    {
        $this->assemble['order:1'] = static fn () => throw new \TypeError('somebody\'s plugin');

        $this->batch(['order:1', 'order:2'])->relay();

        self::assertContains("failed 0 TypeError: somebody's plugin", $this->steps);
        self::assertContains('published 1', $this->steps);
    }

    public function testARecordOfAWebsiteThatIsOffIsSkipped(): void
    {
        $this->assemble['order:1'] = static fn () => null;

        $this->batch(['order:1'])->relay();

        self::assertSame('skipped 0', end($this->steps));
        self::assertNotContains('send order:1', $this->steps);
    }

    public function testWhatOneEndRefusesIsTriedAgainAndTheRestIsPublished(): void
    {
        $this->send = static fn (): array => ['order:2' => 'too large'];

        $this->batch(['order:1', 'order:2', 'order:3'])->relay();

        self::assertContains('failed 1 too large', $this->steps);
        self::assertContains('published 0 2', $this->steps);
    }

    public function testAllRowsGoBackUntouchedWhileNothingCanBeSent(): void
    {
        $this->send = static fn () => throw new TransportException('no broker');

        try {
            $this->batch(['order:1', 'order:2'])->relay();
            self::fail('The loop must learn that it has to wait.');
        } catch (TransportException $exception) {
            self::assertSame('no broker', $exception->getMessage());
        }

        self::assertSame('released 0 1', end($this->steps));
    }

    public function testNothingIsClaimedWhileNoTransportCanRun(): void
    {
        $batch = $this->batch(['order:1'], new TransportException('No transport can run.'));

        try {
            $batch->relay();
            self::fail('The loop must learn that it has to wait.');
        } catch (TransportException) {
            self::assertSame([], $this->steps);
        }
    }

    public function testABatchIsSentInPortionsOfThreeMegabytes(): void
    {
        foreach (['order:1', 'order:2', 'order:3', 'order:4'] as $key) {
            $this->assemble[$key] = static fn () => new CloudEvent('e', $key, str_repeat('x', 800000));
        }

        $this->batch(['order:1', 'order:2', 'order:3', 'order:4'])->relay();

        self::assertContains('send order:1 order:2 order:3', $this->steps);
        self::assertContains('send order:4', $this->steps);
        self::assertContains('published 3', $this->steps);
    }

    /**
     * @param string[] $keys record keys of the claimed rows, whose ids are 0, 1, 2 …
     * @param TransportException|null $obstacle
     */
    private function batch(array $keys, ?TransportException $obstacle = null): RelayBatch
    {
        $rows = [];
        foreach ($keys as $id => $key) {
            $rows[] = new Row($id, "e$id", 'order', $key, 1, 'order.changed', 't', null, 0);
        }
        $claim = $this->createMock(Claim::class);
        $claim->method('claim')->willReturnCallback(function () use ($rows): array {
            $this->steps[] = 'claim';

            return $rows;
        });
        $draw = $this->createMock(VersionDraw::class);
        $draw->method('draw')->willReturnCallback(function (array $keys): array {
            $this->steps[] = 'draw ' . implode(' ', $keys);

            return array_fill_keys($keys, 'v1');
        });
        $assembler = $this->createMock(EventAssembler::class);
        $assembler->method('assemble')->willReturnCallback(function (array $rows, string $version) {
            $key = $rows[0]->recordKey;
            $this->steps[] = "read $key $version";

            return isset($this->assemble[$key]) ? ($this->assemble[$key])() : new CloudEvent('e', $key, '{}');
        });
        $identity = $this->createMock(IdentityGeneratorInterface::class);
        $identity->method('generateId')->willReturn('relay');

        return new RelayBatch(
            $claim,
            $draw,
            $assembler,
            $this->channel($obstacle),
            $this->settle(),
            $identity,
            new NullLogger()
        );
    }

    private function channel(?TransportException $obstacle): Channel
    {
        $channel = $this->createMock(Channel::class);
        $channel->method('open')->willReturnCallback(function () use ($obstacle): TransportInterface {
            if ($obstacle !== null) {
                throw $obstacle;
            }
            $this->steps[] = 'open';

            return $this->createMock(TransportInterface::class);
        });
        $channel->method('send')->willReturnCallback(function (array $events): array {
            $this->steps[] = 'send ' . implode(' ', array_keys($events));

            return $this->send === null ? [] : ($this->send)();
        });

        return $channel;
    }

    private function settle(): Settle
    {
        $settle = $this->createMock(Settle::class);
        foreach (['published', 'skipped', 'released', 'failed'] as $outcome) {
            $settle->method($outcome)->willReturnCallback(
                function (array $rows, string $relayId, string $why = '') use ($outcome): void {
                    self::assertSame('relay', $relayId);
                    $ids = implode(' ', array_map(static fn (Row $row): int => $row->id, $rows));
                    $this->steps[] = trim("$outcome $ids " . ($outcome === 'failed' ? $why : ''));
                }
            );
        }

        return $settle;
    }
}
