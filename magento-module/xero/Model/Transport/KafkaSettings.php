<?php
declare(strict_types=1);

namespace Ledgerlink\Xero\Model\Transport;

use Ledgerlink\Xero\Model\Config;

/**
 * The producer's settings in librdkafka's names, for the extension and for FFI alike.
 */
class KafkaSettings
{
    /** Longest wait for an acknowledgement; shorter than the lease of the outbox rows. */
    public const TIMEOUT_MS = 30000;

    /**
     * @param Config $config
     */
    public function __construct(private readonly Config $config)
    {
    }

    /**
     * What is missing in the configuration, or null.
     */
    public function getObstacle(): ?string
    {
        if ($this->config->getKafkaBrokers() === '') {
            return 'No Kafka brokers are configured.';
        }

        return $this->config->getKafkaTopic() === '' ? 'No Kafka topic is configured.' : null;
    }

    /**
     * Topic of the events
     *
     * @return string
     */
    public function getTopic(): string
    {
        return $this->config->getKafkaTopic();
    }

    /**
     * For people: where the events go to.
     */
    public function getTarget(): string
    {
        return sprintf('Kafka %s, topic %s', $this->config->getKafkaBrokers(), $this->config->getKafkaTopic());
    }

    /**
     * All settings of the producer
     *
     * @return string[] by librdkafka's names
     */
    public function toArray(): array
    {
        $settings = [
            'client.id' => 'ledgerlink-magento',
            'bootstrap.servers' => $this->config->getKafkaBrokers(),
            'security.protocol' => $this->config->getKafkaSecurityProtocol(),
            'acks' => 'all',
            'enable.idempotence' => 'true',
            // The partitions of Java's and kafkajs' default partitioner, so that a record keeps its order whoever
            // sends.
            'partitioner' => 'murmur2_random',
            // kafkajs reads no other codec: a batch in lz4, snappy or zstd would stop the sidecar's partition.
            'compression.type' => 'gzip',
            'message.max.bytes' => '1000000',
            'linger.ms' => '5',
            'message.timeout.ms' => (string)self::TIMEOUT_MS,
        ];
        if (str_starts_with($settings['security.protocol'], 'sasl_')) {
            $settings['sasl.mechanism'] = $this->config->getKafkaSaslMechanism();
            $settings['sasl.username'] = $this->config->getKafkaSaslUsername();
            $settings['sasl.password'] = $this->config->getKafkaSaslPassword();
        }

        return $settings;
    }
}
