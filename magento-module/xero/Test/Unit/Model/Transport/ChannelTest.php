<?php
declare(strict_types=1);

namespace Ledgerlink\Xero\Test\Unit\Model\Transport;

use Ledgerlink\Xero\Model\Config;
use Ledgerlink\Xero\Model\Transport\Channel;
use Ledgerlink\Xero\Model\Transport\TransportException;
use Ledgerlink\Xero\Model\Transport\TransportInterface;
use Ledgerlink\Xero\Test\Unit\NeedsMagento;
use PHPUnit\Framework\TestCase;

class ChannelTest extends TestCase
{
    use NeedsMagento;

    public function testAutoTakesTheFirstThatCanRunAndSaysWhyNotTheOthers(): void
    {
        $choice = $this->channel('auto', ['rdkafka' => 'Not loaded.', 'ffi' => null, 'http' => null])->choose();

        self::assertSame('ffi', $choice->code);
        self::assertStringContainsString('rdkafka: Not loaded.', $choice->reason);
    }

    public function testAConfiguredTransportIsNeverReplacedByAnother(): void
    {
        // Two transports at once would split a record's events between a topic and an inbox.
        $channel = $this->channel('rdkafka', ['rdkafka' => 'Not loaded.', 'http' => null]);

        self::assertNull($channel->choose()->code);
        $this->expectException(TransportException::class);
        $this->expectExceptionMessage('rdkafka is configured, but cannot run. Not loaded.');
        $channel->open();
    }

    public function testItSaysWhatIsMissingWhenNoneCanRun(): void
    {
        $channel = $this->channel('auto', ['ffi' => 'No brokers.', 'http' => 'No URL.']);

        $this->expectException(TransportException::class);
        $this->expectExceptionMessage('No transport can run. ffi: No brokers. http: No URL.');
        $channel->open();
    }

    /**
     * @param string $wanted
     * @param array<string, string|null> $obstacles
     */
    private function channel(string $wanted, array $obstacles): Channel
    {
        $transports = [];
        foreach ($obstacles as $code => $obstacle) {
            $transports[$code] = $this->createMock(TransportInterface::class);
            $transports[$code]->method('getObstacle')->willReturn($obstacle);
        }
        $config = $this->createMock(Config::class);
        $config->method('getTransport')->willReturn($wanted);

        return new Channel($transports, $config);
    }
}
