<?php
declare(strict_types=1);

namespace Ledgerlink\Xero\Model\Config\Source;

use Magento\Framework\Data\OptionSourceInterface;

/**
 * The ways from Magento to the sidecar.
 */
class Transport implements OptionSourceInterface
{
    /**
     * @inheritDoc
     */
    public function toOptionArray()
    {
        return [
            ['value' => 'auto', 'label' => __('Automatic')],
            ['value' => 'rdkafka', 'label' => __('Kafka, PHP extension rdkafka')],
            ['value' => 'ffi', 'label' => __('Kafka, librdkafka through PHP FFI')],
            ['value' => 'http', 'label' => __('HTTP, signed')],
        ];
    }
}
