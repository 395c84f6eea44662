<?php
declare(strict_types=1);

namespace Ledgerlink\Xero\Model\Snapshot;

use Magento\Framework\Exception\NoSuchEntityException;

/**
 * The snapshot builders by record type. Modules add theirs in di.xml.
 */
class SnapshotBuilderPool
{
    /**
     * @param SnapshotBuilderInterface[] $builders by record type
     */
    public function __construct(private readonly array $builders)
    {
    }

    /**
     * The builder of a type
     *
     * @param string $recordType
     * @throws NoSuchEntityException when no module builds this type
     */
    public function get(string $recordType): SnapshotBuilderInterface
    {
        return $this->builders[$recordType] ?? throw new NoSuchEntityException(
            __(
                'There are no snapshots of type "%1". The types are: %2.',
                $recordType,
                implode(', ', array_keys($this->builders))
            )
        );
    }

    /**
     * Types that can be built
     *
     * @return string[]
     */
    public function types(): array
    {
        return array_keys($this->builders);
    }
}
