<?php
declare(strict_types=1);

namespace Ledgerlink\Xero\Model\Instance;

use Magento\Framework\App\CacheInterface;
use Magento\Framework\App\Config\ScopeConfigInterface;
use Magento\Framework\FlagManager;

/**
 * The base URL under which the module was first enabled. A copy of the shop (staging, a developer's machine) has the
 * same database and another base URL: it must not write into the live books, so it records and emits nothing.
 */
class BaseUrlPin
{
    public const FLAG = 'ledgerlink_base_url';

    private const NONE = '-';
    private const BASE_URL = 'web/unsecure/base_url';

    /** @var string|null */
    private ?string $pinned = null;

    /**
     * @param FlagManager $flagManager
     * @param ScopeConfigInterface $scopeConfig
     * @param CacheInterface $cache
     */
    public function __construct(
        private readonly FlagManager $flagManager,
        private readonly ScopeConfigInterface $scopeConfig,
        private readonly CacheInterface $cache
    ) {
    }

    /**
     * Whether this is the installation that was enabled. True as long as nothing is pinned.
     */
    public function matches(): bool
    {
        $pinned = $this->pinned();

        return $pinned === null || $this->address($pinned) === $this->address($this->current());
    }

    /**
     * What is wrong when it does not match, and what to do.
     */
    public function describeMismatch(): string
    {
        return sprintf(
            'Nothing is recorded or sent: the module was enabled under %s, but this installation is %s. A copy of the '
            . 'shop must not write into the live books. If the shop has moved, run "bin/magento ledgerlink:pin".',
            $this->pinned(),
            $this->current()
        );
    }

    /**
     * The pinned base URL, or null before the first enabling. Asked in every save, so it is read from Magento's cache.
     */
    public function pinned(): ?string
    {
        if ($this->pinned === null) {
            $cached = (string)$this->cache->load(self::FLAG);
            if ($cached === '') {
                $cached = (string)$this->flagManager->getFlagData(self::FLAG) ?: self::NONE;
                $this->cache->save($cached, self::FLAG);
            }
            $this->pinned = $cached;
        }

        return $this->pinned === self::NONE ? null : $this->pinned;
    }

    /**
     * The base URL that this installation has now.
     */
    public function current(): string
    {
        return (string)$this->scopeConfig->getValue(self::BASE_URL);
    }

    /**
     * Makes the present base URL the one that may emit.
     */
    public function pin(): void
    {
        $this->flagManager->saveFlag(self::FLAG, $this->current());
        $this->cache->remove(self::FLAG);
        $this->pinned = null;
    }

    /**
     * A shop that moves from http to https stays the same shop: the scheme does not count.
     *
     * @param string $url
     */
    private function address(string $url): string
    {
        return strtolower(rtrim((string)preg_replace('#^https?://#i', '', trim($url)), '/'));
    }
}
