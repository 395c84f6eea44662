<?php
declare(strict_types=1);

namespace Ledgerlink\Xero\Model\Config\Source;

use Magento\Framework\Data\OptionSourceInterface;

/**
 * States of a row of the outbox.
 */
class OutboxStatus implements OptionSourceInterface
{
    /**
     * @inheritDoc
     */
    public function toOptionArray()
    {
        return [
            ['value' => 'pending', 'label' => __('Waits')],
            ['value' => 'published', 'label' => __('Sent')],
            ['value' => 'parked', 'label' => __('Needs a person')],
        ];
    }
}
