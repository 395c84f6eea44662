<?php
declare(strict_types=1);

namespace Ledgerlink\Xero\Model\Reference;

use Magento\Framework\Data\OptionSourceInterface;
use Magento\Framework\Phrase;

/**
 * The statuses of a reference and what a person reads for them.
 */
class Status implements OptionSourceInterface
{
    public const PENDING = 'pending';
    public const SYNCED = 'synced';
    public const HELD = 'held';
    public const SKIPPED = 'skipped';
    public const FAILED = 'failed';

    /**
     * The one that a person should look at first comes first: a record shows the first that any of its parts has.
     */
    public const BY_URGENCY = [self::FAILED, self::HELD, self::PENDING, self::SYNCED, self::SKIPPED];

    /**
     * @inheritDoc
     */
    public function toOptionArray()
    {
        return array_map(
            fn (string $status): array => ['value' => $status, 'label' => $this->label($status)],
            [self::PENDING, self::SYNCED, self::HELD, self::SKIPPED, self::FAILED]
        );
    }

    /**
     * Label of a status
     *
     * @param string $status
     * @return Phrase
     */
    public function label(string $status): Phrase
    {
        return match ($status) {
            self::PENDING => __('Waiting'),
            self::SYNCED => __('In Xero'),
            self::HELD => __('Held'),
            self::SKIPPED => __('Left out'),
            self::FAILED => __('Failed'),
            default => __('Unknown'),
        };
    }

    /**
     * Class of Magento's own coloured labels for a status
     *
     * @param string $status
     * @return string
     */
    public function cssClass(string $status): string
    {
        return match ($status) {
            self::SYNCED => 'grid-severity-notice',
            self::HELD, self::FAILED => 'grid-severity-critical',
            default => 'grid-severity-minor',
        };
    }
}
