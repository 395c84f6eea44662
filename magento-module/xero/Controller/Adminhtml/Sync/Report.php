<?php
declare(strict_types=1);

namespace Ledgerlink\Xero\Controller\Adminhtml\Sync;

use Magento\Framework\Message\ManagerInterface;

/**
 * Tells a person what became of the records that were chosen.
 */
class Report
{
    /**
     * @param ManagerInterface $messages
     */
    public function __construct(private readonly ManagerInterface $messages)
    {
    }

    /**
     * Adds the messages
     *
     * @param int $recorded
     * @param int $chosen
     * @return void
     */
    public function tell(int $recorded, int $chosen): void
    {
        if ($recorded > 0) {
            $this->messages->addSuccessMessage(__(
                '%1 of %2 chosen records will be sent. What becomes of them in Xero shows in the column Xero.',
                $recorded,
                $chosen
            ));
        }
        if ($recorded < $chosen) {
            $this->messages->addWarningMessage(__(
                '%1 records were left out, because the connector is off for their website or this is a copy of the '
                . 'shop. See Stores > Configuration > Services > Xero (Ledgerlink).',
                $chosen - $recorded
            ));
        }
    }
}
