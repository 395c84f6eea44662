<?php
declare(strict_types=1);

namespace Ledgerlink\Xero\Model\Config\Source;

use Magento\Framework\Data\OptionSourceInterface;

/**
 * librdkafka's values of sasl.mechanism that need no more than a user and a password.
 */
class SaslMechanism implements OptionSourceInterface
{
    /**
     * @inheritDoc
     */
    public function toOptionArray()
    {
        return array_map(
            static fn (string $mechanism): array => ['value' => $mechanism, 'label' => $mechanism],
            ['SCRAM-SHA-512', 'SCRAM-SHA-256', 'PLAIN']
        );
    }
}
