<?php
declare(strict_types=1);

namespace Ledgerlink\Xero\Model\Snapshot;

use Magento\Catalog\Api\Data\ProductInterface;
use Magento\Catalog\Api\ProductRepositoryInterfaceFactory;
use Magento\Framework\App\ResourceConnection;
use Magento\Framework\Webapi\ServiceOutputProcessor;
use Magento\Store\Model\Store;

/**
 * A product with the values of all store views (scope "default").
 */
class ProductSnapshot implements SnapshotBuilderInterface
{
    /**
     * @param ServiceOutputProcessor $outputProcessor the same in every area (di.xml)
     * @param ProductRepositoryInterfaceFactory $products new for every snapshot: a repository keeps what it loaded
     * @param ResourceConnection $resource
     */
    public function __construct(
        private readonly ServiceOutputProcessor $outputProcessor,
        private readonly ProductRepositoryInterfaceFactory $products,
        private readonly ResourceConnection $resource
    ) {
    }

    /**
     * @inheritDoc
     */
    public function build(string $id): Snapshot
    {
        $product = $this->products->create()->getById((int)$id, false, Store::DEFAULT_STORE_ID, true);

        return new Snapshot(['product' => $this->outputProcessor->convertValue($product, ProductInterface::class)]);
    }

    /**
     * @inheritDoc
     */
    public function listIds(string $after, int $limit): array
    {
        $connection = $this->resource->getConnection();

        return $connection->fetchCol(
            $connection->select()
                ->from($this->resource->getTableName('catalog_product_entity'), 'entity_id')
                ->where('entity_id > ?', (int)$after)
                ->order('entity_id')
                ->limit($limit)
        );
    }
}
