<?php
declare(strict_types=1);

namespace Ledgerlink\Xero\Model\Transport;

use Ledgerlink\Xero\Model\Transport\Librdkafka\Producer;
use Ledgerlink\Xero\Model\Transport\Librdkafka\ProducerFactory;

/**
 * Produces to Kafka through librdkafka.so.1 with PHP's own FFI, which PHP allows in every CLI script by default; and
 * CLI scripts are where the relay runs.
 */
class FfiTransport implements TransportInterface
{
    private const NO_ERROR = 0;
    private const MESSAGE_TOO_LARGE = 10;

    /** @var Producer|null */
    private ?Producer $producer = null;

    /**
     * @param KafkaSettings $settings
     * @param ProducerFactory $producerFactory
     */
    public function __construct(
        private readonly KafkaSettings $settings,
        private readonly ProducerFactory $producerFactory
    ) {
    }

    /**
     * @inheritDoc
     */
    public function getObstacle(): ?string
    {
        if (!extension_loaded('ffi')) {
            return 'The PHP extension ffi is not loaded.';
        }
        $allowed = strtolower((string)ini_get('ffi.enable'));
        // PHP_SAPI and not "am I in the relay": FFI in web requests stays off even where php.ini would allow it.
        if (PHP_SAPI !== 'cli' || !in_array($allowed, ['preload', '1', 'true', 'on'], true)) {
            return 'PHP allows FFI only in CLI scripts, with ffi.enable=preload (the default) or 1.';
        }

        return $this->settings->getObstacle() ?? $this->producerFactory->getObstacle();
    }

    /**
     * @inheritDoc
     */
    public function getTarget(): string
    {
        return $this->settings->getTarget();
    }

    /**
     * @inheritDoc
     */
    public function send(array $events): array
    {
        $keys = array_keys($events);
        $producer = $this->producer();
        try {
            foreach (array_values($events) as $number => $event) {
                $producer->produce($this->settings->getTopic(), $event, $number);
            }
            $reports = $producer->awaitReports(count($events), KafkaSettings::TIMEOUT_MS + 5000);
        } catch (TransportException $exception) {
            $this->discard();
            throw $exception;
        }
        $refused = [];
        foreach ($keys as $number => $key) {
            $code = $reports[$number] ?? null;
            if ($code === self::MESSAGE_TOO_LARGE) {
                $refused[$key] = 'Kafka refuses the event: it is larger than message.max.bytes of the broker or topic.';
            } elseif ($code !== self::NO_ERROR) {
                $why = $code === null ? 'no acknowledgement in time' : $producer->describe($code);
                // What waits in the producer would be sent later, behind newer events: it is thrown away with it.
                $this->discard();
                throw new TransportException(sprintf('%s: %s.', $this->getTarget(), $why));
            }
        }

        return $refused;
    }

    /**
     * @inheritDoc
     */
    public function probe(): string
    {
        return $this->producer()->probe($this->settings->getTopic(), KafkaSettings::TIMEOUT_MS);
    }

    /**
     * The producer, which lives as long as the process
     *
     * @return Producer
     */
    private function producer(): Producer
    {
        return $this->producer ??= $this->producerFactory->create($this->settings->toArray());
    }

    /**
     * Throws the producer away with all that it holds
     *
     * @return void
     */
    private function discard(): void
    {
        $this->producer?->destroy();
        $this->producer = null;
    }
}
