<?php
declare(strict_types=1);

namespace Ledgerlink\Xero\Test\Unit\Model\Transport;

use Ledgerlink\Xero\Model\Config;
use Ledgerlink\Xero\Model\Event\CloudEvent;
use Ledgerlink\Xero\Model\Transport\HttpTransport;
use Ledgerlink\Xero\Model\Transport\TransportException;
use Ledgerlink\Xero\Test\Unit\NeedsMagento;
use Magento\Framework\HTTP\Client\Curl;
use Magento\Framework\HTTP\Client\CurlFactory;
use PHPUnit\Framework\TestCase;

class HttpTransportTest extends TestCase
{
    use NeedsMagento;

    /** @var array */
    private array $posted = [];

    public function testABatchIsSignedOverItsTimestampAndItsVeryBytes(): void
    {
        $refused = $this->transport(202)->send([
            'order:1' => new CloudEvent('a', 'order:1', '{"id":"a"}'),
            'order:2' => new CloudEvent('b', 'order:2', '{"id":"b"}'),
        ]);

        self::assertSame([], $refused);
        self::assertSame('https://sidecar.example.com/ingest/events', $this->posted['url']);
        self::assertSame('[{"id":"a"},{"id":"b"}]', $this->posted['body']);
        $headers = $this->posted['headers'];
        self::assertSame('application/cloudevents-batch+json', $headers['Content-Type']);
        self::assertEqualsWithDelta(time(), (int)$headers['X-Ledgerlink-Timestamp'], 5);
        // HMAC by hand (RFC 2104), so that the test does not repeat the code
        $key = str_pad('s3cret', 64, "\0");
        $inner = hash('sha256', ($key ^ str_repeat("\x36", 64)) . $headers['X-Ledgerlink-Timestamp'] . '.'
            . $this->posted['body'], true);
        $expected = hash('sha256', ($key ^ str_repeat("\x5c", 64)) . $inner);
        self::assertSame('sha256=' . $expected, $headers['X-Ledgerlink-Signature']);
    }

    /**
     * @dataProvider answers
     */
    public function testOnly202IsAnAcknowledgement(int $status, string $advice): void
    {
        $this->expectException(TransportException::class);
        $this->expectExceptionMessage($advice);

        $this->transport($status)->send(['order:1' => new CloudEvent('a', 'order:1', '{}')]);
    }

    public static function answers(): array
    {
        return [
            'a wrong secret' => [401, 'Compare the secret'],
            'a wrong address' => [404, 'Check the sidecar URL'],
            'no storage' => [503, 'cannot store events now'],
            'a proxy that answers for the sidecar' => [200, 'answered 200'],
        ];
    }

    public function testAnUnreachableSidecarIsSaidInWords(): void
    {
        $this->expectException(TransportException::class);
        $this->expectExceptionMessage('sidecar.example.com/ingest/events cannot be reached: Connection refused');

        $this->transport(0, new \Exception('Connection refused'))
            ->send(['order:1' => new CloudEvent('a', 'order:1', '{}')]);
    }

    private function transport(int $status, ?\Exception $failure = null): HttpTransport
    {
        $curl = $this->createMock(Curl::class);
        $curl->method('setHeaders')->willReturnCallback(function (array $headers): void {
            $this->posted['headers'] = $headers;
        });
        $curl->method('post')->willReturnCallback(function (string $url, string $body) use ($failure): void {
            $this->posted += ['url' => $url, 'body' => $body];
            if ($failure !== null) {
                throw $failure;
            }
        });
        $curl->method('getStatus')->willReturn($status);
        $factory = $this->createMock(CurlFactory::class);
        $factory->method('create')->willReturn($curl);
        $config = $this->createMock(Config::class);
        $config->method('getSidecarUrl')->willReturn('https://sidecar.example.com');
        $config->method('getIngestSecret')->willReturn('s3cret');

        return new HttpTransport($factory, $config);
    }
}
