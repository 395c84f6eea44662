<?php
declare(strict_types=1);

namespace Ledgerlink\Xero\Model\Config\Source;

use Ledgerlink\Xero\Model\Outbox\Status;
use Magento\Framework\Data\OptionSourceInterface;

/**
 * States of a row of the outbox, in words.
 */
class OutboxStatus implements OptionSourceInterface
{
    /**
     * @inheritDoc
     */
    public function toOptionArray()
    {
        return [
            ['value' => Status::PENDING, 'label' => __('Waits')],
            ['value' => Status::PUBLISHED, 'label' => __('Sent')],
            ['value' => Status::SKIPPED, 'label' => __('Not sent: website is off')],
            ['value' => Status::PARKED, 'label' => __('Needs a person')],
        ];
    }
}
