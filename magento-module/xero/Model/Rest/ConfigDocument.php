<?php
declare(strict_types=1);

namespace Ledgerlink\Xero\Model\Rest;

use Ledgerlink\Xero\Api\ConfigDocumentInterface;
use Ledgerlink\Xero\Model\Config;
use Ledgerlink\Xero\Model\Instance\BaseUrlPin;
use Ledgerlink\Xero\Model\Instance\InstanceId;
use Ledgerlink\Xero\Model\Snapshot\StoreFacts;
use Magento\Framework\App\ProductMetadataInterface;
use Magento\Store\Api\Data\WebsiteInterface;
use Magento\Store\Model\StoreManagerInterface;

/**
 * Describes this installation, its websites and its store views to the sidecar.
 */
class ConfigDocument implements ConfigDocumentInterface
{
    /** Same as in composer.json, which is not there when the module lies in app/code. */
    public const MODULE_VERSION = '0.1.0';

    private const JSON = JSON_THROW_ON_ERROR | JSON_UNESCAPED_SLASHES | JSON_UNESCAPED_UNICODE;

    /**
     * @param InstanceId $instanceId
     * @param BaseUrlPin $baseUrlPin
     * @param Config $config
     * @param StoreManagerInterface $storeManager
     * @param StoreFacts $storeFacts
     * @param ProductMetadataInterface $productMetadata
     * @param RawBody $rawBody
     */
    public function __construct(
        private readonly InstanceId $instanceId,
        private readonly BaseUrlPin $baseUrlPin,
        private readonly Config $config,
        private readonly StoreManagerInterface $storeManager,
        private readonly StoreFacts $storeFacts,
        private readonly ProductMetadataInterface $productMetadata,
        private readonly RawBody $rawBody
    ) {
    }

    /**
     * @inheritDoc
     */
    public function get()
    {
        $document = [
            'instance_id' => $this->instanceId->get(),
            'base_url' => $this->baseUrlPin->current(),
            'pinned_base_url' => $this->baseUrlPin->pinned(),
            'module_version' => self::MODULE_VERSION,
            'magento' => [
                'version' => $this->productMetadata->getVersion(),
                'edition' => $this->productMetadata->getEdition(),
            ],
            'websites' => array_map(
                fn (WebsiteInterface $website): array => $this->website($website),
                array_values($this->storeManager->getWebsites())
            ),
        ];
        $document['version'] = hash('sha256', json_encode($document, self::JSON));

        return $this->rawBody->keep(json_encode($document, self::JSON));
    }

    /**
     * One website with its store views
     *
     * @param WebsiteInterface $website
     * @return array
     */
    private function website(WebsiteInterface $website): array
    {
        $websiteId = (int)$website->getId();
        $stores = [];
        foreach ($this->storeManager->getStores() as $store) {
            if ((int)$store->getWebsiteId() === $websiteId) {
                $stores[] = $this->storeFacts->read((int)$store->getId())
                    + ['name' => $store->getName(), 'active' => (bool)$store->getIsActive()];
            }
        }

        return [
            'website_id' => $websiteId,
            'code' => $website->getCode(),
            'name' => $website->getName(),
            'enabled' => $this->config->isEnabled($websiteId),
            'stores' => $stores,
        ];
    }
}
