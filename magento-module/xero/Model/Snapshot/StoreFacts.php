<?php
declare(strict_types=1);

namespace Ledgerlink\Xero\Model\Snapshot;

use Magento\Framework\App\Config\ScopeConfigInterface;
use Magento\Framework\Exception\NoSuchEntityException;
use Magento\Store\Model\ScopeInterface;
use Magento\Store\Model\StoreManagerInterface;

/**
 * What REST does not say of a store view, its tax settings above all.
 */
class StoreFacts
{
    private const TIMEZONE = 'general/locale/timezone';
    private const PRICES_INCLUDE_TAX = 'tax/calculation/price_includes_tax';
    /** The country whose rate Magento takes out of tax-inclusive prices (Magento\Tax\Model\Calculation) */
    private const TAX_COUNTRY = 'shipping/origin/country_id';

    /**
     * @param StoreManagerInterface $storeManager
     * @param ScopeConfigInterface $scopeConfig
     */
    public function __construct(
        private readonly StoreManagerInterface $storeManager,
        private readonly ScopeConfigInterface $scopeConfig
    ) {
    }

    /**
     * Reads one store view
     *
     * @param int $storeId
     * @return array|null null when the store view was deleted
     */
    public function read(int $storeId): ?array
    {
        try {
            $store = $this->storeManager->getStore($storeId);
        } catch (NoSuchEntityException) {
            return null;
        }

        return [
            'store_id' => (int)$store->getId(),
            'website_id' => (int)$store->getWebsiteId(),
            'code' => (string)$store->getCode(),
            'timezone' => $this->value(self::TIMEZONE, $storeId),
            'base_currency' => (string)$store->getBaseCurrencyCode(),
            'tax_country' => $this->value(self::TAX_COUNTRY, $storeId),
            'prices_include_tax' => $this->value(self::PRICES_INCLUDE_TAX, $storeId) === '1',
        ];
    }

    /**
     * A setting in the scope of the store view
     *
     * @param string $path
     * @param int $storeId
     * @return string
     */
    private function value(string $path, int $storeId): string
    {
        return (string)$this->scopeConfig->getValue($path, ScopeInterface::SCOPE_STORE, $storeId);
    }
}
