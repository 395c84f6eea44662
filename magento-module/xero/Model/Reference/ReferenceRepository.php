<?php
declare(strict_types=1);

namespace Ledgerlink\Xero\Model\Reference;

use Ledgerlink\Xero\Api\Data\ReferenceInterface;
use Ledgerlink\Xero\Api\Data\ReferenceInterfaceFactory;
use Ledgerlink\Xero\Api\Data\ReferencePageInterfaceFactory;
use Ledgerlink\Xero\Api\Data\ReferenceResultInterface;
use Ledgerlink\Xero\Api\Data\ReferenceResultInterfaceFactory;
use Ledgerlink\Xero\Api\ReferenceRepositoryInterface;
use Magento\Framework\Exception\InputException;

/**
 * Stores and lists references; what is wrong with one item never spoils the others of its batch.
 */
class ReferenceRepository implements ReferenceRepositoryInterface
{
    /**
     * @param ReferenceTable $table
     * @param ReferenceCheck $check
     * @param ReferenceInterfaceFactory $referenceFactory
     * @param ReferenceResultInterfaceFactory $resultFactory
     * @param ReferencePageInterfaceFactory $pageFactory
     */
    public function __construct(
        private readonly ReferenceTable $table,
        private readonly ReferenceCheck $check,
        private readonly ReferenceInterfaceFactory $referenceFactory,
        private readonly ReferenceResultInterfaceFactory $resultFactory,
        private readonly ReferencePageInterfaceFactory $pageFactory
    ) {
    }

    /**
     * @inheritDoc
     */
    public function put(array $references)
    {
        if ($references === [] || count($references) > self::BATCH_LIMIT) {
            throw new InputException(__('A batch has 1 to %1 references.', self::BATCH_LIMIT));
        }
        $faults = array_map(fn (ReferenceInterface $reference) => $this->check->check($reference), $references);
        $sound = array_filter($references, static fn ($index) => $faults[$index] === null, ARRAY_FILTER_USE_KEY);
        if ($sound !== []) {
            $this->table->write(array_values($sound));
        }
        $stored = $this->storedRevisions($sound);
        $results = [];
        foreach ($references as $index => $reference) {
            $results[] = $this->resultFactory->create([
                'reference' => $reference,
                'result' => match (true) {
                    $faults[$index] !== null => ReferenceResultInterface::ERROR,
                    $stored[$this->key($reference)] > $reference->getRevision() => ReferenceResultInterface::STALE,
                    default => ReferenceResultInterface::STORED,
                },
                'message' => (string)$faults[$index],
            ]);
        }

        return $results;
    }

    /**
     * @inheritDoc
     */
    public function getList($recordType, $entityIds = '', $status = '', $after = 0, $limit = self::BATCH_LIMIT)
    {
        if (!in_array($recordType, ReferenceInterface::RECORD_TYPES, true)) {
            throw new InputException(
                __('record_type must be one of %1.', implode(', ', ReferenceInterface::RECORD_TYPES))
            );
        }
        if ($status !== '' && !in_array($status, Status::BY_URGENCY, true)) {
            throw new InputException(__('status must be one of %1.', implode(', ', Status::BY_URGENCY)));
        }
        if ($limit < 1 || $limit > self::BATCH_LIMIT) {
            throw new InputException(__('limit must be 1 to %1.', self::BATCH_LIMIT));
        }
        $rows = $this->table->page($recordType, $this->entityIds($entityIds), $status, (int)$after, (int)$limit);

        return $this->pageFactory->create([
            'items' => array_map(fn (array $row) => $this->referenceFactory->create(['data' => $row]), $rows),
            'next' => count($rows) < $limit ? null : (int)$rows[count($rows) - 1]['id'],
        ]);
    }

    /**
     * The ids of a comma-separated list
     *
     * @param string $entityIds
     * @return int[]
     * @throws InputException
     */
    private function entityIds(string $entityIds): array
    {
        if ($entityIds === '') {
            return [];
        }
        if (!preg_match('/^\d+(,\d+){0,199}$/D', $entityIds)) {
            throw new InputException(__('entity_ids must be at most %1 ids, separated by commas.', self::BATCH_LIMIT));
        }

        return array_map('intval', explode(',', $entityIds));
    }

    /**
     * Revision that stands in the table for each of these references
     *
     * @param ReferenceInterface[] $references
     * @return array<string, int>
     */
    private function storedRevisions(array $references): array
    {
        $entityIds = [];
        foreach ($references as $reference) {
            $entityIds[$reference->getRecordType()][] = $reference->getEntityId();
        }
        $revisions = [];
        foreach ($entityIds as $recordType => $ids) {
            foreach ($this->table->ofRecords($recordType, array_values(array_unique($ids))) as $row) {
                $stored = $this->referenceFactory->create(['data' => $row]);
                $revisions[$this->key($stored)] = $stored->getRevision();
            }
        }

        return $revisions;
    }

    /**
     * What the table's unique key says
     *
     * @param ReferenceInterface $reference
     * @return string
     */
    private function key(ReferenceInterface $reference): string
    {
        return implode('|', [
            $reference->getRecordType(),
            $reference->getEntityId(),
            strtolower($reference->getPart()),
            strtolower($reference->getTenantId()),
            $reference->getXeroType(),
        ]);
    }
}
