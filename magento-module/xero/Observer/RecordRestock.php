<?php
declare(strict_types=1);

namespace Ledgerlink\Xero\Observer;

use Ledgerlink\Xero\Model\Restock\MarkReturnedItems;
use Magento\Framework\App\ResourceConnection;
use Magento\Framework\Event\Observer;
use Magento\Framework\Event\ObserverInterface;

/**
 * Writes down which quantity of a credit memo went back to stock, in the credit memo's transaction. Also while nothing
 * is recorded for the website: a later backfill asks for it, and Magento itself forgets it.
 */
class RecordRestock implements ObserverInterface
{
    public const TABLE = 'ledgerlink_restock';

    /**
     * @param ResourceConnection $resource
     */
    public function __construct(private readonly ResourceConnection $resource)
    {
    }

    /**
     * @inheritDoc
     */
    public function execute(Observer $observer): void
    {
        $creditmemo = $observer->getData('object');
        $rows = [];
        foreach ($creditmemo->getItems() ?? [] as $item) {
            if ($item->getData(MarkReturnedItems::MARK) && (float)$item->getQty() > 0) {
                $rows[] = [
                    'creditmemo_item_id' => (int)$item->getId(),
                    'order_id' => (int)$creditmemo->getOrderId(),
                    'qty' => $item->getQty(),
                ];
            }
        }
        if ($rows !== []) {
            $this->resource->getConnection()->insertOnDuplicate(
                $this->resource->getTableName(self::TABLE),
                $rows,
                ['qty']
            );
        }
    }
}
