<?php
declare(strict_types=1);

namespace Ledgerlink\Xero\Plugin\Reference;

use Ledgerlink\Xero\Model\Reference\Attach;
use Ledgerlink\Xero\Model\Snapshot\Snapshot;
use Ledgerlink\Xero\Model\Snapshot\SnapshotBuilderInterface;

/**
 * Keeps references out of snapshots: otherwise every write-back would change the record and cause the next write-back.
 */
class HideFromSnapshot
{
    /**
     * @param Attach $attach
     */
    public function __construct(private readonly Attach $attach)
    {
    }

    /**
     * Builds without references
     *
     * @param SnapshotBuilderInterface $subject
     * @param callable $proceed
     * @param string $id
     * @return Snapshot
     */
    public function aroundBuild(SnapshotBuilderInterface $subject, callable $proceed, string $id): Snapshot
    {
        return $this->attach->hideWhile(static fn (): Snapshot => $proceed($id));
    }
}
