<?php
declare(strict_types=1);

namespace Ledgerlink\Xero\Api\Data;

/**
 * One page of references, in the order in which they were first stored.
 */
interface ReferencePageInterface
{
    /**
     * The references of this page
     *
     * @return \Ledgerlink\Xero\Api\Data\ReferenceInterface[]
     */
    public function getItems();

    /**
     * Value of `after` for the next page; left out on the last one
     *
     * @return int|null
     */
    public function getNext();
}
