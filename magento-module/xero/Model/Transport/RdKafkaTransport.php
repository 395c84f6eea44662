<?php
declare(strict_types=1);

namespace Ledgerlink\Xero\Model\Transport;

use Ledgerlink\Xero\Model\Event\CloudEvent;

/**
 * Produces to Kafka through the PHP extension rdkafka. Its types stand in no signature, because the module must also
 * compile and run where the extension is missing.
 */
class RdKafkaTransport implements TransportInterface
{
    private const UNASSIGNED_PARTITION = -1;
    private const NO_ERROR = 0;
    private const MESSAGE_TOO_LARGE = 10;

    /** @var \RdKafka\Producer|null */
    private $producer;

    /** @var string the last trouble with a connection, which says more than a time-out */
    private string $lastError = '';

    /** @var int[] error codes of delivery reports by the key of the event */
    private array $reports = [];

    /**
     * @param KafkaSettings $settings
     */
    public function __construct(private readonly KafkaSettings $settings)
    {
    }

    /**
     * @inheritDoc
     */
    public function getObstacle(): ?string
    {
        if (!extension_loaded('rdkafka')) {
            return 'The PHP extension rdkafka is not loaded.';
        }

        return $this->settings->getObstacle();
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
        $this->reports = [];
        $this->lastError = '';
        try {
            $this->produce($events);
        } catch (\Exception $exception) {
            $this->producer = null;
            throw new TransportException('Kafka: ' . $exception->getMessage(), 0, $exception);
        }
        $refused = [];
        foreach (array_keys($events) as $key) {
            $code = $this->reports[$key] ?? null;
            if ($code === self::MESSAGE_TOO_LARGE) {
                $refused[$key] = 'Kafka refuses the event: it is larger than message.max.bytes of the broker or topic.';
            } elseif ($code !== self::NO_ERROR) {
                // What waits in the producer would be sent again later, behind newer events.
                $this->discard();
                $why = $code === null ? 'no acknowledgement in time' : rd_kafka_err2str($code);
                $why .= $this->lastError === '' ? '' : sprintf(' (%s)', $this->lastError);
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
        try {
            $topic = $this->producer()->newTopic($this->settings->getTopic());
            $metadata = $this->producer()->getMetadata(false, $topic, KafkaSettings::TIMEOUT_MS);
            $partitions = 0;
            foreach ($metadata->getTopics() as $found) {
                $partitions += count($found->getPartitions());
            }
        } catch (\Exception $exception) {
            throw new TransportException($this->getTarget() . ': ' . $exception->getMessage(), 0, $exception);
        }

        return sprintf('The broker answered; the topic has %d partitions.', $partitions);
    }

    /**
     * Hands events over and waits for their delivery reports
     *
     * @param CloudEvent[] $events
     * @return void
     */
    private function produce(array $events): void
    {
        $producer = $this->producer();
        $topic = $producer->newTopic($this->settings->getTopic());
        foreach ($events as $key => $event) {
            $topic->producev(
                self::UNASSIGNED_PARTITION,
                0,
                $event->json,
                $event->recordKey,
                ['content-type' => CloudEvent::CONTENT_TYPE],
                0,
                (string)$key
            );
            $producer->poll(0);
        }
        $producer->flush(KafkaSettings::TIMEOUT_MS + 5000);
    }

    /**
     * The producer, which lives as long as the process
     *
     * @return \RdKafka\Producer
     */
    private function producer()
    {
        if ($this->producer === null) {
            $configuration = new \RdKafka\Conf();
            foreach ($this->settings->toArray() as $name => $value) {
                $configuration->set($name, $value);
            }
            // Without them librdkafka writes to stderr.
            $configuration->set('log_level', '0');
            $configuration->setErrorCb(function ($producer, $code, string $reason): void {
                $this->lastError = $reason;
            });
            $configuration->setDrMsgCb(function ($producer, $message): void {
                $this->reports[(string)$message->opaque] = (int)$message->err;
            });
            $this->producer = new \RdKafka\Producer($configuration);
        }

        return $this->producer;
    }

    /**
     * Throws the producer away with all that it holds
     *
     * @return void
     */
    private function discard(): void
    {
        $this->producer?->purge(RD_KAFKA_PURGE_F_QUEUE | RD_KAFKA_PURGE_F_INFLIGHT);
        $this->producer?->flush(1000);
        $this->producer = null;
    }
}
