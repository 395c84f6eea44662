<?php
declare(strict_types=1);

namespace Ledgerlink\Xero\Model\Snapshot;

use Ledgerlink\Xero\Model\Event\CloudEventFormat;
use Magento\Framework\DataObject\IdentityGeneratorInterface;
use Magento\Framework\Exception\LocalizedException;
use Magento\Framework\Exception\NoSuchEntityException;

/**
 * Snapshots on request, as the same CloudEvents that the relay would send: same builders, same draw of versions.
 */
class SnapshotProvider
{
    private const REASON = 'snapshot.requested';
    private const MAX_LIMIT = 50;

    /**
     * @param SnapshotBuilderPool $builders
     * @param VersionDraw $versionDraw
     * @param ConsistentRead $consistentRead
     * @param CloudEventFormat $format
     * @param IdentityGeneratorInterface $identityGenerator
     */
    public function __construct(
        private readonly SnapshotBuilderPool $builders,
        private readonly VersionDraw $versionDraw,
        private readonly ConsistentRead $consistentRead,
        private readonly CloudEventFormat $format,
        private readonly IdentityGeneratorInterface $identityGenerator
    ) {
    }

    /**
     * The snapshot of one record
     *
     * @param string $recordType
     * @param string $id what stands behind the colon in the record key
     * @return string the CloudEvent as JSON
     * @throws NoSuchEntityException when there is no such record or type
     */
    public function get(string $recordType, string $id): string
    {
        $builder = $this->builders->get($recordType);
        $recordKey = $recordType . ':' . $id;
        $version = $this->versionDraw->draw([$recordKey])[$recordKey];
        $snapshot = $this->consistentRead->run(static fn (): Snapshot => $builder->build($id));

        return $this->format->format(
            $this->identityGenerator->generateId(),
            $recordType,
            CloudEventFormat::CHANGED,
            $recordKey,
            (new \DateTimeImmutable('now', new \DateTimeZone('UTC')))->format('Y-m-d\TH:i:s.u\Z'),
            $version,
            [self::REASON],
            $snapshot->data,
            // This is where the sidecar gets what was too long for an event.
            PHP_INT_MAX
        )->json;
    }

    /**
     * The snapshots of a page of records
     *
     * @param string $recordType
     * @param string $after id of the last record of the previous page, '' or '0' for the first page
     * @param int $limit 1 to 50
     * @return string JSON `{"items":[CloudEvent…],"failed":[{"id","message"}…],"next":"id"|null}`; a record that
     *     cannot be built stands in `failed` and does not keep the page from going on
     * @throws NoSuchEntityException when there is no such type
     */
    public function getPage(string $recordType, string $after, int $limit): string
    {
        $limit = max(1, min(self::MAX_LIMIT, $limit));
        $ids = $this->builders->get($recordType)->listIds($after === '0' ? '' : $after, $limit);
        $items = [];
        $failed = [];
        foreach ($ids as $id) {
            try {
                $items[] = $this->get($recordType, (string)$id);
            } catch (NoSuchEntityException) {
                // Deleted since the ids were listed.
                continue;
            } catch (LocalizedException | \RuntimeException | \Error $error) {
                $failed[] = ['id' => (string)$id, 'message' => $error->getMessage()];
            }
        }
        $next = count($ids) === $limit ? (string)end($ids) : null;

        return '{"items":[' . implode(',', $items) . '],"failed":' . json_encode($failed, JSON_THROW_ON_ERROR)
            . ',"next":' . json_encode($next, JSON_THROW_ON_ERROR) . '}';
    }
}
