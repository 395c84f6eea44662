<?php
declare(strict_types=1);

namespace Ledgerlink\Xero\Plugin\Grid;

use Ledgerlink\Xero\Model\Reference\ReferenceTable;
use Magento\Framework\Data\Collection;
use Magento\Framework\View\Element\UiComponent\DataProvider\CollectionFactory;
use Magento\Framework\View\Element\UiComponent\DataProvider\SearchResult;

/**
 * Gives the grids of orders, invoices, credit memos and customers their column xero_status, with filter and sorting.
 *
 * At the factory and not in place of a grid's collection, where the last module to be loaded would win.
 */
class AddStatusColumn
{
    public const COLUMN = 'xero_status';

    /**
     * @param ReferenceTable $table
     * @param array $grids record_type, entity_id and perhaps part (SQL expressions) by data source
     */
    public function __construct(
        private readonly ReferenceTable $table,
        private readonly array $grids = []
    ) {
    }

    /**
     * Adds the column to the grids that have one
     *
     * @param CollectionFactory $subject
     * @param Collection $result
     * @param string $requestName
     * @return Collection
     */
    public function afterGetReport(CollectionFactory $subject, $result, $requestName)
    {
        $grid = $this->grids[$requestName] ?? null;
        if ($grid !== null && $result instanceof SearchResult) {
            $status = $this->table->statusColumn($grid['record_type'], $grid['entity_id'], $grid['part'] ?? null);
            $result->getSelect()->columns([self::COLUMN => $status]);
            $result->addFilterToMap(self::COLUMN, $status);
            // the customers' collection writes the table's name before every field that it filters by
            $result->addFilterToMap('main_table.' . self::COLUMN, $status);
        }

        return $result;
    }
}
