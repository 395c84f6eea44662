<?php
declare(strict_types=1);

namespace Ledgerlink\Xero\Test\Unit\Model\Instance;

use Ledgerlink\Xero\Model\Instance\BaseUrlPin;
use Ledgerlink\Xero\Test\Unit\NeedsMagento;
use Magento\Framework\App\CacheInterface;
use Magento\Framework\App\Config\ScopeConfigInterface;
use Magento\Framework\FlagManager;
use PHPUnit\Framework\TestCase;

class BaseUrlPinTest extends TestCase
{
    use NeedsMagento;

    /** @var array<string, string> */
    private array $cache = [];

    /** @var string|null */
    private ?string $flag = null;

    /** @var int */
    private int $flagReads = 0;

    /**
     * @dataProvider addresses
     */
    public function testOnlyTheShopThatWasEnabledMatches(string $pinned, string $current, bool $matches): void
    {
        $this->flag = $pinned;

        self::assertSame($matches, $this->pin($current)->matches());
    }

    public static function addresses(): array
    {
        return [
            'the same' => ['https://shop.example.com/', 'https://shop.example.com/', true],
            'moved to https' => ['http://shop.example.com/', 'https://Shop.example.com', true],
            'a staging copy' => ['https://shop.example.com/', 'https://staging.example.com/', false],
            'another port' => ['http://shop.example.com/', 'http://shop.example.com:8080/', false],
            'another folder' => ['https://example.com/shop/', 'https://example.com/test/', false],
        ];
    }

    public function testEveryShopMatchesBeforeTheFirstEnabling(): void
    {
        self::assertTrue($this->pin('https://shop.example.com/')->matches());
        self::assertNull($this->pin('https://shop.example.com/')->pinned());
    }

    public function testTheDatabaseIsAskedOnceAndThenTheCache(): void
    {
        $this->flag = 'https://shop.example.com/';

        for ($i = 0; $i < 3; $i++) {
            $this->pin('https://shop.example.com/')->matches();
        }

        self::assertSame(1, $this->flagReads);
    }

    public function testPinningTakesEffectAtOnce(): void
    {
        $this->flag = 'https://old.example.com/';
        $pin = $this->pin('https://new.example.com/');
        self::assertFalse($pin->matches());

        $pin->pin();

        self::assertTrue($pin->matches());
        self::assertTrue($this->pin('https://new.example.com/')->matches());
    }

    private function pin(string $current): BaseUrlPin
    {
        $cache = $this->createMock(CacheInterface::class);
        $cache->method('load')->willReturnCallback(fn (string $id) => $this->cache[$id] ?? false);
        $cache->method('save')->willReturnCallback(function (string $data, string $id): bool {
            $this->cache[$id] = $data;

            return true;
        });
        $cache->method('remove')->willReturnCallback(function (string $id): bool {
            unset($this->cache[$id]);

            return true;
        });
        $flags = $this->createMock(FlagManager::class);
        $flags->method('getFlagData')->willReturnCallback(function (): ?string {
            $this->flagReads++;

            return $this->flag;
        });
        $flags->method('saveFlag')->willReturnCallback(function (string $code, string $value): bool {
            $this->flag = $value;

            return true;
        });
        $config = $this->createMock(ScopeConfigInterface::class);
        $config->method('getValue')->with('web/unsecure/base_url')->willReturn($current);

        return new BaseUrlPin($flags, $config, $cache);
    }
}
