<?php
declare(strict_types=1);

namespace Ledgerlink\Xero\Model\Transport\Librdkafka;

use FFI;
use FFI\CData;
use Ledgerlink\Xero\Model\Event\CloudEvent;
use Ledgerlink\Xero\Model\Transport\TransportException;

/**
 * One producer of librdkafka. Delivery reports are polled as events; C never calls back into PHP.
 */
class Producer
{
    // Tags of rd_kafka_producev's arguments (rd_kafka_vtype_t)
    private const END = 0;
    private const TOPIC = 1;
    private const VALUE = 4;
    private const KEY = 5;
    private const OPAQUE = 6;
    private const MESSAGE_FLAGS = 7;
    private const HEADER = 9;

    private const COPY_PAYLOAD = 0x2;
    private const PURGE_QUEUE_AND_INFLIGHT = 0x1 | 0x2;
    private const EVENT_DELIVERY_REPORT = 0x1;
    private const EVENT_ERROR = 0x8;
    private const NO_ERROR = 0;
    private const POLL_MS = 100;

    /** @var CData|null */
    private ?CData $queue;
    /** @var string */
    private string $lastError = '';

    /**
     * @param FFI $library
     * @param CData $handle rd_kafka_t *
     */
    public function __construct(
        private readonly FFI $library,
        private readonly CData $handle
    ) {
        $this->queue = $library->rd_kafka_queue_get_main($handle);
    }

    /**
     * Hands an event over; nothing has been sent when this returns.
     *
     * @param string $topic
     * @param CloudEvent $event
     * @param int $number comes back with the delivery report
     * @return void
     * @throws TransportException
     */
    public function produce(string $topic, CloudEvent $event, int $number): void
    {
        $code = $this->library->rd_kafka_producev(
            $this->handle,
            self::TOPIC,
            $topic,
            self::MESSAGE_FLAGS,
            self::COPY_PAYLOAD,
            self::VALUE,
            $event->json,
            strlen($event->json),
            self::KEY,
            $event->recordKey,
            strlen($event->recordKey),
            self::HEADER,
            'content-type',
            CloudEvent::CONTENT_TYPE,
            strlen(CloudEvent::CONTENT_TYPE),
            self::OPAQUE,
            $number,
            self::END
        );
        if ($code !== self::NO_ERROR) {
            throw new TransportException('Kafka: ' . $this->describe($code));
        }
    }

    /**
     * Waits until every event was acknowledged or refused
     *
     * @param int $count number of reports to wait for
     * @param int $timeoutMs
     * @return int[] error codes by number; those without a report in time are missing
     */
    public function awaitReports(int $count, int $timeoutMs): array
    {
        $reports = [];
        $deadline = hrtime(true) + $timeoutMs * 1000000;
        while (count($reports) < $count && hrtime(true) < $deadline) {
            $event = $this->library->rd_kafka_queue_poll($this->queue, self::POLL_MS);
            if ($event === null) {
                continue;
            }
            $type = $this->library->rd_kafka_event_type($event);
            if ($type === self::EVENT_DELIVERY_REPORT) {
                while (($message = $this->library->rd_kafka_event_message_next($event)) !== null) {
                    $reports[$message->_private] = $message->err;
                }
            } elseif ($type === self::EVENT_ERROR) {
                $this->lastError = $this->text($this->library->rd_kafka_event_error_string($event));
            }
            $this->library->rd_kafka_event_destroy($event);
        }

        return $reports;
    }

    /**
     * Asks the brokers for the topic.
     *
     * @param string $topic
     * @param int $timeoutMs
     * @throws TransportException
     */
    public function probe(string $topic, int $timeoutMs): string
    {
        $topicHandle = $this->library->rd_kafka_topic_new($this->handle, $topic, null);
        $metadata = $this->library->new('rd_kafka_metadata_t *');
        $code = $this->library->rd_kafka_metadata($this->handle, 0, $topicHandle, FFI::addr($metadata), $timeoutMs);
        $this->library->rd_kafka_topic_destroy($topicHandle);
        if ($code !== self::NO_ERROR) {
            $this->awaitReports(1, self::POLL_MS);
            throw new TransportException('Kafka: ' . $this->describe($code));
        }
        $partitions = $metadata->topic_cnt > 0 ? $metadata->topics[0]->partition_cnt : 0;
        $this->library->rd_kafka_metadata_destroy($metadata);

        return sprintf(
            'The broker answered; the topic has %d partitions (librdkafka %s).',
            $partitions,
            $this->text($this->library->rd_kafka_version_str())
        );
    }

    /**
     * A code in words, with the last connection error behind it.
     *
     * @param int $code
     */
    public function describe(int $code): string
    {
        $text = $this->text($this->library->rd_kafka_err2str($code));

        return $this->lastError === '' ? $text : sprintf('%s (%s)', $text, $this->lastError);
    }

    /**
     * PHP unloads the library at its end: with threads still in it, that would be a crash.
     */
    public function __destruct()
    {
        $this->destroy();
    }

    /**
     * Throws away what was not acknowledged, and ends the threads. The producer is of no use afterwards.
     */
    public function destroy(): void
    {
        if ($this->queue === null) {
            return;
        }
        $this->library->rd_kafka_purge($this->handle, self::PURGE_QUEUE_AND_INFLIGHT);
        $this->library->rd_kafka_queue_destroy($this->queue);
        $this->queue = null;
        $this->library->rd_kafka_destroy($this->handle);
    }

    /**
     * PHP's FFI gives `const char *` as a PHP string already, other pointers as CData.
     *
     * @param string|CData $value
     */
    private function text($value): string
    {
        return is_string($value) ? $value : FFI::string($value);
    }
}
