<?php
declare(strict_types=1);

namespace Ledgerlink\Xero\Observer;

use Ledgerlink\Xero\Model\Instance\BaseUrlPin;
use Ledgerlink\Xero\Model\Outbox\Change;
use Ledgerlink\Xero\Model\Outbox\RecordingGate;
use Ledgerlink\Xero\Model\Outbox\Recorder;
use Magento\Framework\Event\Observer;
use Magento\Framework\Event\ObserverInterface;
use Magento\Store\Model\StoreManagerInterface;

/**
 * Pins the base URL at the first enabling, and records that the section was saved: the sidecar then fetches the
 * settings. The event names the changed paths, never a value.
 */
class RecordConfiguration implements ObserverInterface
{
    /**
     * @param RecordingGate $gate
     * @param BaseUrlPin $baseUrlPin
     * @param Recorder $recorder
     * @param StoreManagerInterface $storeManager
     */
    public function __construct(
        private readonly RecordingGate $gate,
        private readonly BaseUrlPin $baseUrlPin,
        private readonly Recorder $recorder,
        private readonly StoreManagerInterface $storeManager
    ) {
    }

    /**
     * @inheritDoc
     */
    public function execute(Observer $observer): void
    {
        if ($this->baseUrlPin->pinned() === null) {
            if (!$this->gate->isOpenAnywhere()) {
                return;
            }
            $this->baseUrlPin->pin();
        }
        // Also when this save switched the last website off: the sidecar must learn it.
        if (!$this->baseUrlPin->matches()) {
            return;
        }
        $website = (string)$observer->getData('website');
        $websiteId = $website === '' ? 0 : (int)$this->storeManager->getWebsite($website)->getId();
        $paths = array_values(array_map('strval', (array)$observer->getData('changed_paths')));
        $this->recorder->record(new Change(
            Change::CONFIG,
            Change::CONFIG . ':' . $websiteId,
            'config.changed',
            $websiteId,
            null,
            $websiteId,
            json_encode(['website_id' => $websiteId, 'changed_paths' => $paths], JSON_THROW_ON_ERROR)
        ));
    }
}
