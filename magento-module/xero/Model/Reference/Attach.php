<?php
declare(strict_types=1);

namespace Ledgerlink\Xero\Model\Reference;

use Ledgerlink\Xero\Api\Data\ReferenceInterface;
use Ledgerlink\Xero\Api\Data\ReferenceInterfaceFactory;
use Magento\Framework\Api\ExtensionAttributesFactory;
use Magento\Framework\AuthorizationInterface;

/**
 * Puts the references of records into their extension attribute `xero_references`, with one query for a whole list.
 */
class Attach
{
    public const RESOURCE = 'Ledgerlink_Xero::references_read';

    /** @var bool */
    private bool $hidden = false;

    /**
     * @param ReferenceTable $table
     * @param ReferenceInterfaceFactory $referenceFactory
     * @param ExtensionAttributesFactory $extensionFactory
     * @param AuthorizationInterface $authorization
     */
    public function __construct(
        private readonly ReferenceTable $table,
        private readonly ReferenceInterfaceFactory $referenceFactory,
        private readonly ExtensionAttributesFactory $extensionFactory,
        private readonly AuthorizationInterface $authorization
    ) {
    }

    /**
     * Runs something during which nothing is attached
     *
     * A snapshot must not hold references: every write-back would change it, and so cause the next write-back.
     *
     * @param callable $build
     * @return mixed what it returns
     */
    public function hideWhile(callable $build): mixed
    {
        $before = $this->hidden;
        $this->hidden = true;
        try {
            return $build();
        } finally {
            $this->hidden = $before;
        }
    }

    /**
     * Attaches to every entity the references of its record, or of one part of it
     *
     * @param object[] $entities
     * @param string $type interface of the entities, e.g. OrderInterface
     * @param string $recordType
     * @param callable $entityIdOf entity → id of its record
     * @param callable|null $partOf entity → part; none means all parts
     * @return void
     */
    public function attach(
        array $entities,
        string $type,
        string $recordType,
        callable $entityIdOf,
        ?callable $partOf = null
    ): void {
        if ($this->hidden || $entities === [] || !$this->authorization->isAllowed(self::RESOURCE)) {
            return;
        }
        $byRecord = $this->byRecord($recordType, array_map($entityIdOf, array_values($entities)));
        foreach ($entities as $entity) {
            $references = $byRecord[(int)$entityIdOf($entity)] ?? [];
            if ($partOf !== null) {
                $part = $partOf($entity);
                $references = array_values(array_filter(
                    $references,
                    static fn (ReferenceInterface $reference): bool => $reference->getPart() === $part
                ));
            }
            $attributes = $entity->getExtensionAttributes() ?? $this->extensionFactory->create($type);
            $attributes->setXeroReferences($references);
            $entity->setExtensionAttributes($attributes);
        }
    }

    /**
     * References by the id of their record
     *
     * @param string $recordType
     * @param array $ids ints, numeric strings or null
     * @return array<int, ReferenceInterface[]>
     */
    private function byRecord(string $recordType, array $ids): array
    {
        $references = [];
        $ids = array_values(array_unique(array_filter(array_map('intval', $ids))));
        foreach ($this->table->ofRecords($recordType, $ids) as $row) {
            $references[(int)$row['entity_id']][] = $this->referenceFactory->create(['data' => $row]);
        }

        return $references;
    }
}
