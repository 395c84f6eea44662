<?php
declare(strict_types=1);

namespace Ledgerlink\Xero\Test\Unit\Model\Outbox;

use Ledgerlink\Xero\Model\Config;
use Ledgerlink\Xero\Model\Instance\BaseUrlPin;
use Ledgerlink\Xero\Model\Outbox\RecordingGate;
use Ledgerlink\Xero\Test\Unit\NeedsMagento;
use Magento\Store\Api\Data\WebsiteInterface;
use Magento\Store\Model\StoreManagerInterface;
use PHPUnit\Framework\TestCase;

class RecordingGateTest extends TestCase
{
    use NeedsMagento;

    public function testAWebsiteIsRecordedWhereTheModuleIsEnabledForIt(): void
    {
        $gate = $this->gate([2], true);

        self::assertFalse($gate->isOpenForWebsite(1));
        self::assertTrue($gate->isOpenForWebsite(2));
        self::assertTrue($gate->isOpenAnywhere());
    }

    public function testNothingIsRecordedWhereNoWebsiteIsEnabled(): void
    {
        self::assertFalse($this->gate([], true)->isOpenAnywhere());
    }

    public function testACopyOfTheShopRecordsNothing(): void
    {
        $gate = $this->gate([1, 2], false);

        self::assertFalse($gate->isOpenForWebsite(1));
        self::assertFalse($gate->isOpenAnywhere());
    }

    /**
     * @param int[] $enabled
     * @param bool $matches
     */
    private function gate(array $enabled, bool $matches): RecordingGate
    {
        $config = $this->createMock(Config::class);
        $config->method('isEnabled')->willReturnCallback(
            static fn (?int $websiteId): bool => in_array($websiteId, $enabled, true)
        );
        $pin = $this->createMock(BaseUrlPin::class);
        $pin->method('matches')->willReturn($matches);
        $websites = [];
        foreach ([1, 2] as $id) {
            $website = $this->createMock(WebsiteInterface::class);
            $website->method('getId')->willReturn((string)$id);
            $websites[] = $website;
        }
        $stores = $this->createMock(StoreManagerInterface::class);
        $stores->method('getWebsites')->willReturn($websites);

        return new RecordingGate($config, $pin, $stores);
    }
}
