<?php
declare(strict_types=1);

namespace Ledgerlink\Xero\Model\Config\Source;

use Magento\Framework\Data\OptionSourceInterface;

/**
 * librdkafka's values of security.protocol.
 */
class SecurityProtocol implements OptionSourceInterface
{
    /**
     * @inheritDoc
     */
    public function toOptionArray()
    {
        return [
            ['value' => 'plaintext', 'label' => __('None (private network only)')],
            ['value' => 'ssl', 'label' => __('TLS')],
            ['value' => 'sasl_plaintext', 'label' => __('Sign-in without TLS (private network only)')],
            ['value' => 'sasl_ssl', 'label' => __('TLS and sign-in')],
        ];
    }
}
