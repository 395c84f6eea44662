<?php
declare(strict_types=1);

namespace Ledgerlink\Xero\Model\Transport;

use Ledgerlink\Xero\Model\Config;
use Ledgerlink\Xero\Model\Event\CloudEvent;
use Magento\Framework\HTTP\Client\Curl;
use Magento\Framework\HTTP\Client\CurlFactory;

/**
 * Sends signed batches straight to the sidecar: works wherever outbound HTTP works.
 */
class HttpTransport implements TransportInterface
{
    private const PATH = '/ingest/events';
    private const TIMEOUT_SECONDS = 30;

    /**
     * @param CurlFactory $curlFactory
     * @param Config $config
     */
    public function __construct(
        private readonly CurlFactory $curlFactory,
        private readonly Config $config
    ) {
    }

    /**
     * @inheritDoc
     */
    public function getObstacle(): ?string
    {
        if ($this->config->getSidecarUrl() === '') {
            return 'The sidecar URL is not configured.';
        }

        return $this->config->getIngestSecret() === ''
            ? 'The secret for the sidecar is not configured (LEDGERLINK_INGEST_SECRET there).'
            : null;
    }

    /**
     * @inheritDoc
     */
    public function getTarget(): string
    {
        return $this->config->getSidecarUrl() . self::PATH;
    }

    /**
     * @inheritDoc
     */
    public function send(array $events): array
    {
        $documents = array_map(static fn (CloudEvent $event): string => $event->json, $events);
        $this->post('[' . implode(',', $documents) . ']');

        return [];
    }

    /**
     * @inheritDoc
     */
    public function probe(): string
    {
        return 'The sidecar took an empty batch: ' . $this->post('[]');
    }

    /**
     * Posts a signed batch
     *
     * @param string $body
     * @return string the answer
     * @throws TransportException
     */
    private function post(string $body): string
    {
        $timestamp = (string)time();
        $signature = hash_hmac('sha256', $timestamp . '.' . $body, $this->config->getIngestSecret());
        /** @var Curl $curl */
        $curl = $this->curlFactory->create();
        $curl->setTimeout(self::TIMEOUT_SECONDS);
        $curl->setHeaders([
            'Content-Type' => 'application/cloudevents-batch+json',
            'X-Ledgerlink-Timestamp' => $timestamp,
            'X-Ledgerlink-Signature' => 'sha256=' . $signature,
            // Without it curl asks for leave before each larger body and loses a round trip.
            'Expect' => '',
        ]);
        try {
            $curl->post($this->getTarget(), $body);
        } catch (\Exception $exception) {
            throw new TransportException(
                sprintf('The sidecar at %s cannot be reached: %s', $this->getTarget(), $exception->getMessage()),
                0,
                $exception
            );
        }
        if ($curl->getStatus() !== 202) {
            throw new TransportException($this->explain($curl->getStatus(), (string)$curl->getBody()));
        }

        return (string)$curl->getBody();
    }

    /**
     * What an answer means, and what to do
     *
     * @param int $status
     * @param string $body
     * @return string
     */
    private function explain(int $status, string $body): string
    {
        $advice = match ($status) {
            401 => 'Compare the secret with LEDGERLINK_INGEST_SECRET of the sidecar, and the clocks of both machines.',
            404 => 'Check the sidecar URL.',
            503 => 'The sidecar cannot store events now; they wait here.',
            default => 'The events wait here.',
        };

        return sprintf('The sidecar answered %d. %s %s', $status, $advice, mb_substr($body, 0, 300));
    }
}
