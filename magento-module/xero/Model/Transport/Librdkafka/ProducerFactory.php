<?php
declare(strict_types=1);

namespace Ledgerlink\Xero\Model\Transport\Librdkafka;

use FFI;
use Ledgerlink\Xero\Model\Transport\TransportException;

/**
 * Loads librdkafka and makes producers.
 */
class ProducerFactory
{
    private const LIBRARY = 'librdkafka.so.1';
    private const PRODUCER = 0;
    private const CONF_OK = 0;
    private const EVENT_DELIVERY_REPORT = 0x1;
    private const EVENT_ERROR = 0x8;
    private const ERROR_LENGTH = 512;

    /** The part of rdkafka.h that is needed; stable since librdkafka 1.0 */
    private const HEADER = <<<'C'
        typedef struct rd_kafka_s rd_kafka_t;
        typedef struct rd_kafka_conf_s rd_kafka_conf_t;
        typedef struct rd_kafka_topic_s rd_kafka_topic_t;
        typedef struct rd_kafka_queue_s rd_kafka_queue_t;
        typedef struct rd_kafka_op_s rd_kafka_event_t;
        typedef struct {
            int err; rd_kafka_topic_t *rkt; int32_t partition; void *payload; size_t len; void *key; size_t key_len;
            int64_t offset; intptr_t _private;
        } rd_kafka_message_t;
        typedef struct rd_kafka_metadata_partition_s rd_kafka_metadata_partition_t;
        typedef struct { char *topic; int partition_cnt; rd_kafka_metadata_partition_t *partitions; int err; }
            rd_kafka_metadata_topic_t;
        typedef struct { int broker_cnt; void *brokers; int topic_cnt; rd_kafka_metadata_topic_t *topics;
            int32_t orig_broker_id; char *orig_broker_name; } rd_kafka_metadata_t;

        const char *rd_kafka_version_str(void);
        const char *rd_kafka_err2str(int err);
        rd_kafka_conf_t *rd_kafka_conf_new(void);
        void rd_kafka_conf_destroy(rd_kafka_conf_t *conf);
        int rd_kafka_conf_set(rd_kafka_conf_t *conf, const char *name, const char *value,
            char *errstr, size_t errstr_size);
        void rd_kafka_conf_set_events(rd_kafka_conf_t *conf, int events);
        rd_kafka_t *rd_kafka_new(int type, rd_kafka_conf_t *conf, char *errstr, size_t errstr_size);
        void rd_kafka_destroy(rd_kafka_t *rk);
        int rd_kafka_purge(rd_kafka_t *rk, int purge_flags);
        int rd_kafka_producev(rd_kafka_t *rk, ...);
        rd_kafka_queue_t *rd_kafka_queue_get_main(rd_kafka_t *rk);
        void rd_kafka_queue_destroy(rd_kafka_queue_t *rkqu);
        rd_kafka_event_t *rd_kafka_queue_poll(rd_kafka_queue_t *rkqu, int timeout_ms);
        int rd_kafka_event_type(const rd_kafka_event_t *rkev);
        const rd_kafka_message_t *rd_kafka_event_message_next(rd_kafka_event_t *rkev);
        const char *rd_kafka_event_error_string(rd_kafka_event_t *rkev);
        void rd_kafka_event_destroy(rd_kafka_event_t *rkev);
        rd_kafka_topic_t *rd_kafka_topic_new(rd_kafka_t *rk, const char *topic, void *conf);
        void rd_kafka_topic_destroy(rd_kafka_topic_t *rkt);
        int rd_kafka_metadata(rd_kafka_t *rk, int all_topics, rd_kafka_topic_t *only_rkt,
            const rd_kafka_metadata_t **metadatap, int timeout_ms);
        void rd_kafka_metadata_destroy(const rd_kafka_metadata_t *metadata);
        C;

    /** @var FFI|null */
    private ?FFI $library = null;

    /**
     * Why librdkafka cannot be loaded, or null.
     */
    public function getObstacle(): ?string
    {
        try {
            $this->library();
        } catch (\Throwable $error) {
            return sprintf(
                '%s cannot be loaded (Debian: apt install librdkafka1): %s.',
                self::LIBRARY,
                $error->getMessage()
            );
        }

        return null;
    }

    /**
     * Makes a producer
     *
     * @param string[] $settings by librdkafka's names
     * @throws TransportException when librdkafka refuses a setting
     */
    public function create(array $settings): Producer
    {
        $library = $this->library();
        $error = $library->new('char[' . self::ERROR_LENGTH . ']');
        $configuration = $library->rd_kafka_conf_new();
        // Without it librdkafka writes to stderr; the last error is reported with the exception instead.
        foreach ($settings + ['log_level' => '0'] as $name => $value) {
            $result = $library->rd_kafka_conf_set($configuration, $name, $value, $error, self::ERROR_LENGTH);
            if ($result !== self::CONF_OK) {
                $library->rd_kafka_conf_destroy($configuration);
                throw new TransportException('librdkafka refuses a setting: ' . FFI::string($error));
            }
        }
        $library->rd_kafka_conf_set_events($configuration, self::EVENT_DELIVERY_REPORT | self::EVENT_ERROR);
        $handle = $library->rd_kafka_new(self::PRODUCER, $configuration, $error, self::ERROR_LENGTH);
        if ($handle === null) {
            $library->rd_kafka_conf_destroy($configuration);
            throw new TransportException('librdkafka makes no producer: ' . FFI::string($error));
        }

        return new Producer($library, $handle);
    }

    /**
     * Loads the library once
     *
     * @return FFI
     */
    private function library(): FFI
    {
        return $this->library ??= FFI::cdef(self::HEADER, self::LIBRARY);
    }
}
