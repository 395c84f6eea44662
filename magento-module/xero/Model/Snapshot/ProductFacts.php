<?php
declare(strict_types=1);

namespace Ledgerlink\Xero\Model\Snapshot;

use Ledgerlink\Xero\Model\Config;
use Magento\Catalog\Model\Product;
use Magento\Catalog\Model\ResourceModel\Product\CollectionFactory;
use Magento\Store\Model\Store;

/**
 * What an order's lines do not say of their products: tax class, cost, and the attributes named in the configuration.
 */
class ProductFacts
{
    /**
     * @param CollectionFactory $collectionFactory
     * @param Config $config
     */
    public function __construct(
        private readonly CollectionFactory $collectionFactory,
        private readonly Config $config
    ) {
    }

    /**
     * Reads the facts of several products with one query
     *
     * @param int[] $productIds
     * @return array[] by product id; a product that was deleted is missing
     */
    public function read(array $productIds): array
    {
        $productIds = array_values(array_unique(array_filter($productIds)));
        if ($productIds === []) {
            return [];
        }
        $codes = $this->config->getSnapshotAttributes();
        $collection = $this->collectionFactory->create();
        $collection->setStoreId(Store::DEFAULT_STORE_ID);
        $collection->addIdFilter($productIds);
        $collection->addAttributeToSelect(array_merge(['tax_class_id', 'cost'], $codes), 'left');
        $facts = [];
        /** @var Product $product */
        foreach ($collection as $product) {
            $facts[(int)$product->getId()] = [
                'sku' => (string)$product->getSku(),
                'type_id' => (string)$product->getTypeId(),
                'tax_class_id' => (int)$product->getData('tax_class_id'),
                'cost' => $product->getData('cost') === null ? null : (string)$product->getData('cost'),
                'attributes' => (object)$this->attributes($product, $codes),
            ];
        }
        ksort($facts);

        return $facts;
    }

    /**
     * Options by their admin label, because merchants write rules with labels and not with ids.
     *
     * @param Product $product
     * @param string[] $codes
     * @return array
     */
    private function attributes(Product $product, array $codes): array
    {
        $values = [];
        foreach ($codes as $code) {
            $attribute = $product->getResource()->getAttribute($code);
            $value = $product->getData($code);
            if ($attribute && $value !== null) {
                $values[$code] = $attribute->usesSource() ? $this->label($attribute, $value) : $value;
            }
        }

        return $values;
    }

    /**
     * Text of an option or of several
     *
     * @param \Magento\Eav\Model\Entity\Attribute\AbstractAttribute $attribute
     * @param mixed $value option id, or several with commas
     * @return string|string[]
     */
    private function label($attribute, $value)
    {
        $label = $attribute->setStoreId(Store::DEFAULT_STORE_ID)->getSource()->getOptionText($value);

        return is_array($label) ? array_values(array_map('strval', $label)) : (string)$label;
    }
}
