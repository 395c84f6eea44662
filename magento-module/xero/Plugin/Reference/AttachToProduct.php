<?php
declare(strict_types=1);

namespace Ledgerlink\Xero\Plugin\Reference;

use Ledgerlink\Xero\Model\Reference\Attach;
use Magento\Catalog\Api\ProductRepositoryInterface;
use Magento\Catalog\Api\Data\ProductInterface;
use Magento\Catalog\Api\Data\ProductSearchResultsInterface;

/**
 * A product read over REST or SOAP shows its Xero item.
 */
class AttachToProduct
{
    /**
     * @param Attach $attach
     */
    public function __construct(private readonly Attach $attach)
    {
    }

    /**
     * One product
     *
     * @param ProductRepositoryInterface $subject
     * @param ProductInterface $result
     * @return ProductInterface
     */
    public function afterGet(ProductRepositoryInterface $subject, ProductInterface $result)
    {
        $this->attachTo([$result]);

        return $result;
    }

    /**
     * One product, found by its id
     *
     * @param ProductRepositoryInterface $subject
     * @param ProductInterface $result
     * @return ProductInterface
     */
    public function afterGetById(ProductRepositoryInterface $subject, ProductInterface $result)
    {
        $this->attachTo([$result]);

        return $result;
    }

    /**
     * A list of products
     *
     * @param ProductRepositoryInterface $subject
     * @param ProductSearchResultsInterface $result
     * @return ProductSearchResultsInterface
     */
    public function afterGetList(ProductRepositoryInterface $subject, ProductSearchResultsInterface $result)
    {
        $this->attachTo($result->getItems());

        return $result;
    }

    /**
     * Attaches by id
     *
     * @param ProductInterface[] $entities
     * @return void
     */
    private function attachTo(array $entities): void
    {
        $this->attach->attach(
            $entities,
            ProductInterface::class,
            'product',
            static fn (ProductInterface $entity) => $entity->getId()
        );
    }
}
