<?php
declare(strict_types=1);

namespace Ledgerlink\Xero\Model\Snapshot;

use Magento\Framework\App\ResourceConnection;
use Magento\Store\Model\Store;
use Magento\Store\Model\StoreManagerInterface;

/**
 * Lets a reader see one moment of the database: an order and its invoices are many queries, and saves go on meanwhile.
 */
class ConsistentRead
{
    /**
     * @param ResourceConnection $resource
     * @param StoreManagerInterface $storeManager
     */
    public function __construct(
        private readonly ResourceConnection $resource,
        private readonly StoreManagerInterface $storeManager
    ) {
    }

    /**
     * Runs a reader in a transaction of its own
     *
     * @template T
     * @param callable $read () → T
     * @return T
     * @throws \Exception what the reader throws
     */
    public function run(callable $read)
    {
        $connection = $this->resource->getConnection();
        // REST requests come in the scope of some store view; snapshots must be the same in all.
        $store = $this->storeManager->getStore()->getId();
        $this->storeManager->setCurrentStore(Store::DEFAULT_STORE_ID);
        // Some shops run with READ COMMITTED, where every query sees another moment. The level holds for the next
        // transaction only, and its first query fixes the moment for all that follow.
        $connection->query('SET TRANSACTION ISOLATION LEVEL REPEATABLE READ');
        $connection->beginTransaction();
        try {
            return $read();
        } finally {
            // Nothing was written. commit would do as well, but not after an exception.
            $connection->rollBack();
            $this->storeManager->setCurrentStore($store);
        }
    }
}
