<?php
declare(strict_types=1);

namespace Ledgerlink\Xero\Model\Snapshot;

use Magento\Customer\Api\CustomerRepositoryInterface;
use Magento\Customer\Api\Data\CustomerInterface;
use Magento\Customer\Model\CustomerRegistry;
use Magento\Framework\App\ResourceConnection;
use Magento\Framework\Webapi\ServiceOutputProcessor;

/**
 * A customer with his addresses and his group.
 */
class CustomerSnapshot implements SnapshotBuilderInterface
{
    /**
     * @param ServiceOutputProcessor $outputProcessor the same in every area (di.xml)
     * @param CustomerRepositoryInterface $customers
     * @param CustomerRegistry $customerRegistry
     * @param GroupFacts $groupFacts
     * @param ResourceConnection $resource
     */
    public function __construct(
        private readonly ServiceOutputProcessor $outputProcessor,
        private readonly CustomerRepositoryInterface $customers,
        private readonly CustomerRegistry $customerRegistry,
        private readonly GroupFacts $groupFacts,
        private readonly ResourceConnection $resource
    ) {
    }

    /**
     * @inheritDoc
     */
    public function build(string $id): Snapshot
    {
        // The registry would give the customer as this process loaded him first.
        $this->customerRegistry->remove((int)$id);
        $customer = $this->customers->getById((int)$id);
        $snapshot = new Snapshot(
            [
                'customer' => $this->outputProcessor->convertValue($customer, CustomerInterface::class),
                'group' => $this->groupFacts->read((int)$customer->getGroupId()),
            ],
            $customer->getWebsiteId() === null ? null : (int)$customer->getWebsiteId()
        );
        $this->customerRegistry->remove((int)$id);

        return $snapshot;
    }

    /**
     * @inheritDoc
     */
    public function listIds(string $after, int $limit): array
    {
        $connection = $this->resource->getConnection();

        return $connection->fetchCol(
            $connection->select()
                ->from($this->resource->getTableName('customer_entity'), 'entity_id')
                ->where('entity_id > ?', (int)$after)
                ->order('entity_id')
                ->limit($limit)
        );
    }
}
