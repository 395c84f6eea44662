<?php
declare(strict_types=1);

namespace Ledgerlink\Xero\Model\Outbox;

use Ledgerlink\Xero\Model\Config;
use Ledgerlink\Xero\Model\Instance\BaseUrlPin;
use Magento\Framework\Exception\NoSuchEntityException;
use Magento\Store\Model\StoreManagerInterface;

/**
 * Whether a change is recorded. Answers from cached configuration only: it is asked inside checkouts.
 */
class RecordingGate
{
    /**
     * @param Config $config
     * @param BaseUrlPin $baseUrlPin
     * @param StoreManagerInterface $storeManager
     */
    public function __construct(
        private readonly Config $config,
        private readonly BaseUrlPin $baseUrlPin,
        private readonly StoreManagerInterface $storeManager
    ) {
    }

    /**
     * For what belongs to one website
     *
     * @param int $websiteId
     * @return bool
     */
    public function isOpenForWebsite(int $websiteId): bool
    {
        return $this->config->isEnabled($websiteId) && $this->baseUrlPin->matches();
    }

    /**
     * For what belongs to no single website: products, stock, customers that several websites share.
     */
    public function isOpenAnywhere(): bool
    {
        foreach ($this->storeManager->getWebsites() as $website) {
            if ($this->config->isEnabled((int)$website->getId())) {
                return $this->baseUrlPin->matches();
            }
        }

        return false;
    }

    /**
     * Website of a store view, or null when the store view is gone.
     *
     * @param int $storeId
     */
    public function websiteOf(int $storeId): ?int
    {
        try {
            return (int)$this->storeManager->getStore($storeId)->getWebsiteId();
        } catch (NoSuchEntityException) {
            return null;
        }
    }
}
