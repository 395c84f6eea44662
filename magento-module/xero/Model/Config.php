<?php
declare(strict_types=1);

namespace Ledgerlink\Xero\Model;

use Magento\Framework\App\Config\ScopeConfigInterface;
use Magento\Framework\Encryption\EncryptorInterface;
use Magento\Store\Model\ScopeInterface;

/**
 * The module's settings, typed. Nothing else reads configuration paths of the section `ledgerlink`.
 */
class Config
{
    public const SECTION = 'ledgerlink';
    public const TRANSPORT_AUTO = 'auto';

    private const ENABLED = 'ledgerlink/general/enabled';
    private const SIDECAR_URL = 'ledgerlink/general/sidecar_url';
    private const TRANSPORT = 'ledgerlink/general/transport';
    private const INGEST_SECRET = 'ledgerlink/general/ingest_secret';
    private const KAFKA_BROKERS = 'ledgerlink/kafka/brokers';
    private const KAFKA_TOPIC = 'ledgerlink/kafka/topic';
    private const KAFKA_SECURITY_PROTOCOL = 'ledgerlink/kafka/security_protocol';
    private const KAFKA_SASL_MECHANISM = 'ledgerlink/kafka/sasl_mechanism';
    private const KAFKA_SASL_USERNAME = 'ledgerlink/kafka/sasl_username';
    private const KAFKA_SASL_PASSWORD = 'ledgerlink/kafka/sasl_password';
    private const SNAPSHOT_ATTRIBUTES = 'ledgerlink/advanced/snapshot_attributes';
    private const RETENTION_DAYS = 'ledgerlink/advanced/retention_days';

    /**
     * @param ScopeConfigInterface $scopeConfig
     * @param EncryptorInterface $encryptor
     */
    public function __construct(
        private readonly ScopeConfigInterface $scopeConfig,
        private readonly EncryptorInterface $encryptor
    ) {
    }

    /**
     * Whether changes of this website are recorded; null asks for the default scope.
     *
     * @param int|null $websiteId
     */
    public function isEnabled(?int $websiteId = null): bool
    {
        return $websiteId === null
            ? $this->scopeConfig->isSetFlag(self::ENABLED)
            : $this->scopeConfig->isSetFlag(self::ENABLED, ScopeInterface::SCOPE_WEBSITE, $websiteId);
    }

    /**
     * Address of the sidecar without a slash at its end, or '' when none is set.
     */
    public function getSidecarUrl(): string
    {
        return rtrim($this->text(self::SIDECAR_URL), '/');
    }

    /**
     * One of auto, rdkafka, ffi, http.
     */
    public function getTransport(): string
    {
        return $this->text(self::TRANSPORT) ?: self::TRANSPORT_AUTO;
    }

    /**
     * Secret that signs the batches sent to the sidecar, in clear; '' when none is set.
     */
    public function getIngestSecret(): string
    {
        return $this->secret(self::INGEST_SECRET);
    }

    /**
     * Comma-separated host:port list, or '' when Kafka is not used.
     */
    public function getKafkaBrokers(): string
    {
        return $this->text(self::KAFKA_BROKERS);
    }

    /**
     * Topic of the events
     *
     * @return string
     */
    public function getKafkaTopic(): string
    {
        return $this->text(self::KAFKA_TOPIC);
    }

    /**
     * One of plaintext, ssl, sasl_plaintext, sasl_ssl.
     */
    public function getKafkaSecurityProtocol(): string
    {
        return $this->text(self::KAFKA_SECURITY_PROTOCOL) ?: 'plaintext';
    }

    /**
     * How Magento signs in at the broker, e.g. SCRAM-SHA-512
     *
     * @return string
     */
    public function getKafkaSaslMechanism(): string
    {
        return $this->text(self::KAFKA_SASL_MECHANISM);
    }

    /**
     * User at the broker
     *
     * @return string
     */
    public function getKafkaSaslUsername(): string
    {
        return $this->text(self::KAFKA_SASL_USERNAME);
    }

    /**
     * Password for the broker, in clear; '' when none is set.
     */
    public function getKafkaSaslPassword(): string
    {
        return $this->secret(self::KAFKA_SASL_PASSWORD);
    }

    /**
     * Codes of the product attributes that an order's snapshot carries for each of its products.
     *
     * @return string[]
     */
    public function getSnapshotAttributes(): array
    {
        $codes = array_map('trim', explode(',', $this->text(self::SNAPSHOT_ATTRIBUTES)));

        return array_values(array_unique(array_filter($codes, static fn (string $code): bool => $code !== '')));
    }

    /**
     * Days for which published outbox rows are kept, at least one.
     */
    public function getRetentionDays(): int
    {
        return max(1, (int)$this->text(self::RETENTION_DAYS));
    }

    /**
     * A setting as text, without blanks around it
     *
     * @param string $path
     * @return string
     */
    private function text(string $path): string
    {
        return trim((string)$this->scopeConfig->getValue($path));
    }

    /**
     * A secret in clear
     *
     * One from the database or config:set comes decrypted, because config.xml names the backend model; one from the
     * environment may still be encrypted. Encrypted values look like `0:3:…`.
     *
     * @param string $path
     */
    private function secret(string $path): string
    {
        $value = $this->text($path);

        return preg_match('/^\d+:\d+:/', $value) ? $this->encryptor->decrypt($value) : $value;
    }
}
