<?php
declare(strict_types=1);

namespace Ledgerlink\Xero\Model\Snapshot;

use Ledgerlink\Xero\Model\Config;
use Magento\Catalog\Model\Product;
use Magento\Catalog\Model\ResourceModel\Product\CollectionFactory;
use Magento\Eav\Model\Config as EavConfig;
use Magento\Eav\Model\Entity\Attribute\AbstractAttribute;
use Magento\Store\Model\Store;

/**
 * What an order's lines do not say of their products: tax class, cost, and the attributes named in the configuration.
 */
class ProductFacts
{
    /**
     * @param CollectionFactory $collectionFactory
     * @param EavConfig $eavConfig
     * @param Config $config
     */
    public function __construct(
        private readonly CollectionFactory $collectionFactory,
        private readonly EavConfig $eavConfig,
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
        $attributes = $this->existingAttributes();
        $collection = $this->collectionFactory->create();
        $collection->setStoreId(Store::DEFAULT_STORE_ID);
        $collection->addIdFilter($productIds);
        $collection->addAttributeToSelect(array_merge(['tax_class_id', 'cost'], array_keys($attributes)), 'left');
        $facts = [];
        /** @var Product $product */
        foreach ($collection as $product) {
            $facts[(int)$product->getId()] = [
                'sku' => (string)$product->getSku(),
                'type_id' => (string)$product->getTypeId(),
                'tax_class_id' => (int)$product->getData('tax_class_id'),
                'cost' => $product->getData('cost') === null ? null : (string)$product->getData('cost'),
                'attributes' => (object)$this->values($product, $attributes),
            ];
        }
        ksort($facts);

        return $facts;
    }

    /**
     * The configured attributes that this shop has
     *
     * A misspelt code, or an attribute deleted since, must not stop all orders.
     *
     * @return AbstractAttribute[] by code
     */
    private function existingAttributes(): array
    {
        $attributes = [];
        foreach ($this->config->getSnapshotAttributes() as $code) {
            $attribute = $this->eavConfig->getAttribute(Product::ENTITY, $code);
            if ($attribute && $attribute->getId()) {
                $attributes[$code] = $attribute;
            }
        }

        return $attributes;
    }

    /**
     * Options by their admin label, because merchants write rules with labels and not with ids
     *
     * @param Product $product
     * @param AbstractAttribute[] $attributes by code
     * @return array
     */
    private function values(Product $product, array $attributes): array
    {
        $values = [];
        foreach ($attributes as $code => $attribute) {
            $value = $product->getData($code);
            if ($value !== null) {
                $values[$code] = $attribute->usesSource() ? $this->label($attribute, $value) : $value;
            }
        }

        return $values;
    }

    /**
     * Text of an option or of several
     *
     * @param AbstractAttribute $attribute
     * @param mixed $value option id, or several with commas
     * @return string|string[]
     */
    private function label(AbstractAttribute $attribute, $value)
    {
        $label = $attribute->setStoreId(Store::DEFAULT_STORE_ID)->getSource()->getOptionText($value);

        return is_array($label) ? array_values(array_map('strval', $label)) : (string)$label;
    }
}
