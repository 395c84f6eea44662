<?php
declare(strict_types=1);

namespace Ledgerlink\Xero\Model\Reference;

use Ledgerlink\Xero\Api\Data\ReferenceInterface;
use Ledgerlink\Xero\Api\Data\ReferencePageInterface;

/**
 * Some references and where the next page begins.
 */
class ReferencePage implements ReferencePageInterface
{
    /**
     * @param ReferenceInterface[] $items
     * @param int|null $next
     */
    public function __construct(
        private readonly array $items,
        private readonly ?int $next
    ) {
    }

    /**
     * @inheritDoc
     */
    public function getItems()
    {
        return $this->items;
    }

    /**
     * @inheritDoc
     */
    public function getNext()
    {
        return $this->next;
    }
}
