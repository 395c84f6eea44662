<?php
declare(strict_types=1);

namespace Ledgerlink\Xero\Test\Unit\Model\Rest;

use Ledgerlink\Xero\Model\Rest\RawBody;
use Ledgerlink\Xero\Plugin\Rest\RenderRawBody;
use Ledgerlink\Xero\Test\Unit\NeedsMagento;
use Magento\Framework\App\State;
use Magento\Framework\Webapi\ErrorProcessor;
use Magento\Framework\Webapi\Rest\Response;
use Magento\Framework\Webapi\Rest\Response\Renderer\Json;
use Magento\Framework\Webapi\Rest\Response\RendererFactory;
use PHPUnit\Framework\TestCase;

class RawBodyTest extends TestCase
{
    use NeedsMagento;

    private const JSON = '{"amount":1.10,"products":{},"text":"a\/b"}';

    public function testItSendsTheBytesThatTheServiceWrote(): void
    {
        $rawBody = new RawBody();

        self::assertSame(self::JSON, $this->send($rawBody, $rawBody->keep(self::JSON)));
    }

    public function testItLeavesTheAnswersOfOtherServicesAlone(): void
    {
        $rawBody = new RawBody();
        self::assertSame('"text"', $this->send($rawBody, 'text'));

        $rawBody->keep(self::JSON);
        self::assertSame('{"a":1}', $this->send($rawBody, ['a' => 1]));
        self::assertSame('null', $this->send(new RawBody(), null));
    }

    /**
     * @param RawBody $rawBody
     * @param mixed $output
     */
    private function send(RawBody $rawBody, $output): string
    {
        $renderer = $this->createMock(Json::class);
        $renderer->method('getMimeType')->willReturn('application/json');
        $renderer->method('render')->willReturnCallback('json_encode');
        $factory = $this->createMock(RendererFactory::class);
        $factory->method('get')->willReturn($renderer);
        $response = new Response($factory, $this->createMock(ErrorProcessor::class), $this->createMock(State::class));
        $response->prepareResponse($output);
        $result = (new RenderRawBody($rawBody))->afterPrepareResponse($response, $response, $output);
        self::assertSame($response, $result);

        return $response->getBody();
    }
}
