<?php
declare(strict_types=1);

namespace Ledgerlink\Xero\Test\Unit\Model\Transport;

use Ledgerlink\Xero\Model\Config;
use Ledgerlink\Xero\Model\Transport\KafkaSettings;
use Ledgerlink\Xero\Test\Unit\NeedsMagento;
use PHPUnit\Framework\TestCase;

class KafkaSettingsTest extends TestCase
{
    use NeedsMagento;

    public function testNothingIsAcknowledgedBeforeAllReplicasHaveItAndNothingIsDoubledOrReordered(): void
    {
        $settings = $this->settings('plaintext')->toArray();

        self::assertSame('all', $settings['acks']);
        self::assertSame('true', $settings['enable.idempotence']);
        self::assertSame('murmur2_random', $settings['partitioner']);
        self::assertContains($settings['compression.type'], ['gzip', 'none'], 'kafkajs reads no other codec');
    }

    public function testCredentialsAreGivenOnlyWhereTheProtocolSignsIn(): void
    {
        self::assertArrayNotHasKey('sasl.password', $this->settings('ssl')->toArray());
        self::assertSame('secret', $this->settings('sasl_ssl')->toArray()['sasl.password']);
        self::assertSame('SCRAM-SHA-512', $this->settings('sasl_ssl')->toArray()['sasl.mechanism']);
    }

    private function settings(string $protocol): KafkaSettings
    {
        $config = $this->createMock(Config::class);
        $config->method('getKafkaBrokers')->willReturn('broker:9092');
        $config->method('getKafkaSecurityProtocol')->willReturn($protocol);
        $config->method('getKafkaSaslMechanism')->willReturn('SCRAM-SHA-512');
        $config->method('getKafkaSaslUsername')->willReturn('user');
        $config->method('getKafkaSaslPassword')->willReturn('secret');

        return new KafkaSettings($config);
    }
}
