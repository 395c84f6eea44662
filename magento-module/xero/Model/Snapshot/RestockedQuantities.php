<?php
declare(strict_types=1);

namespace Ledgerlink\Xero\Model\Snapshot;

use Ledgerlink\Xero\Observer\RecordRestock;
use Magento\Framework\App\ResourceConnection;

/**
 * Which quantities of an order's credit memos went back to stock.
 */
class RestockedQuantities
{
    /**
     * @param ResourceConnection $resource
     */
    public function __construct(private readonly ResourceConnection $resource)
    {
    }

    /**
     * Reads the quantities of one order
     *
     * @param int $orderId
     * @return float[] by credit memo item id
     */
    public function read(int $orderId): array
    {
        $connection = $this->resource->getConnection();
        $quantities = $connection->fetchPairs(
            $connection->select()
                ->from($this->resource->getTableName(RecordRestock::TABLE), ['creditmemo_item_id', 'qty'])
                ->where('order_id = ?', $orderId)
                ->order('creditmemo_item_id')
        );

        return array_map('floatval', $quantities);
    }
}
