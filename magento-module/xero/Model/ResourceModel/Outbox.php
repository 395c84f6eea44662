<?php
declare(strict_types=1);

namespace Ledgerlink\Xero\Model\ResourceModel;

use Ledgerlink\Xero\Model\Outbox\Recorder;
use Magento\Framework\Model\ResourceModel\Db\AbstractDb;

/**
 * The outbox as Magento's grids want a table: a name and the name of its key.
 */
class Outbox extends AbstractDb
{
    /**
     * @inheritDoc
     */
    protected function _construct()
    {
        $this->_init(Recorder::TABLE, 'id');
    }
}
