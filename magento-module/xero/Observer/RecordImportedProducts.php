<?php
declare(strict_types=1);

namespace Ledgerlink\Xero\Observer;

use Ledgerlink\Xero\Model\Outbox\ProductChanges;
use Magento\Framework\Event\Observer;
use Magento\Framework\Event\ObserverInterface;

/**
 * Records a bunch of imported products. The import saves by SQL, fires no product events, and knows the ids by SKU.
 */
class RecordImportedProducts implements ObserverInterface
{
    /**
     * @param ProductChanges $productChanges
     */
    public function __construct(private readonly ProductChanges $productChanges)
    {
    }

    /**
     * @inheritDoc
     */
    public function execute(Observer $observer): void
    {
        /** @var \Magento\CatalogImportExport\Model\Import\Product $import */
        $import = $observer->getData('adapter');
        $ids = [];
        foreach ((array)$observer->getData('bunch') as $row) {
            // Rows of further store views repeat the SKU or leave it out.
            $sku = (string)($row['sku'] ?? '');
            $product = $sku === '' ? null : $import->getNewSku($sku);
            $ids[] = (int)($product['entity_id'] ?? 0);
        }
        $this->productChanges->record(array_values(array_unique(array_filter($ids))), 'product.imported');
    }
}
