<?php
declare(strict_types=1);

namespace Ledgerlink\Xero\Ui\DataProvider;

use Ledgerlink\Xero\Model\Reference\ReferenceTable;
use Magento\Framework\Data\Collection;
use Magento\Ui\DataProvider\AddFieldToCollectionInterface;
use Magento\Ui\DataProvider\AddFilterToCollectionInterface;

/**
 * The column xero_status of the products' grid, which does not ask the collection factory of the other grids.
 */
class ProductXeroStatus implements AddFieldToCollectionInterface, AddFilterToCollectionInterface
{
    /**
     * @param ReferenceTable $table
     */
    public function __construct(private readonly ReferenceTable $table)
    {
    }

    /**
     * @inheritDoc
     */
    public function addField(Collection $collection, $field, $alias = null)
    {
        $collection->getSelect()->columns([$alias ?? $field => $this->status()]);
    }

    /**
     * @inheritDoc
     */
    public function addFilter(Collection $collection, $field, $condition = null)
    {
        $collection->getSelect()->where($this->status() . ' = ?', (string)($condition['eq'] ?? ''));
    }

    /**
     * Status of the product in a row
     *
     * @return \Zend_Db_Expr
     */
    private function status(): \Zend_Db_Expr
    {
        return $this->table->statusColumn('product', 'e.entity_id');
    }
}
