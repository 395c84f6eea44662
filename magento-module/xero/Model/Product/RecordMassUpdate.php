<?php
declare(strict_types=1);

namespace Ledgerlink\Xero\Model\Product;

use Ledgerlink\Xero\Model\Outbox\ProductChanges;
use Magento\Catalog\Model\ResourceModel\Product\Action;

/**
 * Records a mass attribute update in the transaction that writes the attributes.
 *
 * Its only event (`catalog_product_attribute_update_before`) fires before that transaction: the relay could read the
 * old values, and nothing would be left to say that they changed.
 */
class RecordMassUpdate
{
    /**
     * @param ProductChanges $productChanges
     */
    public function __construct(private readonly ProductChanges $productChanges)
    {
    }

    /**
     * Records and updates in one transaction
     *
     * @param Action $subject
     * @param callable $proceed
     * @param int[] $entityIds
     * @param array $attrData
     * @param int $storeId
     * @return Action
     * @throws \Exception what the update throws
     */
    public function aroundUpdateAttributes(Action $subject, callable $proceed, $entityIds, $attrData, $storeId)
    {
        $connection = $subject->getConnection();
        $connection->beginTransaction();
        try {
            $this->productChanges->record(array_map('intval', array_values($entityIds)), 'product.changed');
            $result = $proceed($entityIds, $attrData, $storeId);
            $connection->commit();
        } catch (\Exception $exception) {
            $connection->rollBack();
            throw $exception;
        }

        return $result;
    }
}
