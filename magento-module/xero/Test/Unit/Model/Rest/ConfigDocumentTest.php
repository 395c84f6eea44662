<?php
declare(strict_types=1);

namespace Ledgerlink\Xero\Test\Unit\Model\Rest;

use Ledgerlink\Xero\Model\Config;
use Ledgerlink\Xero\Model\Instance\BaseUrlPin;
use Ledgerlink\Xero\Model\Instance\InstanceId;
use Ledgerlink\Xero\Model\Rest\ConfigDocument;
use Ledgerlink\Xero\Model\Rest\RawBody;
use Ledgerlink\Xero\Model\Snapshot\StoreFacts;
use Ledgerlink\Xero\Test\Unit\NeedsMagento;
use Magento\Framework\App\ProductMetadataInterface;
use Magento\Store\Model\Store;
use Magento\Store\Model\StoreManagerInterface;
use Magento\Store\Model\Website;
use PHPUnit\Framework\TestCase;

class ConfigDocumentTest extends TestCase
{
    use NeedsMagento;

    public function testItDescribesEveryWebsiteWithItsStoreViews(): void
    {
        $document = json_decode($this->document(true), true);

        self::assertSame('1b2c', $document['instance_id']);
        self::assertNull($document['pinned_base_url']);
        self::assertSame([1, 2], array_column($document['websites'], 'website_id'));
        self::assertSame([true, false], array_column($document['websites'], 'enabled'));
        self::assertSame([[10, 11], [20]], array_map(
            static fn (array $website): array => array_column($website['stores'], 'store_id'),
            $document['websites']
        ));
        self::assertSame('Australia/Sydney', $document['websites'][0]['stores'][0]['timezone']);
        self::assertSame('Store 10', $document['websites'][0]['stores'][0]['name']);
    }

    public function testItsVersionChangesWithTheDocumentAndOnlyThen(): void
    {
        $version = static fn (string $json): string => json_decode($json)->version;

        self::assertSame($version($this->document(true)), $version($this->document(true)));
        self::assertNotSame($version($this->document(true)), $version($this->document(false)));
    }

    public function testTheModuleVersionIsTheOneOfThePackage(): void
    {
        $package = json_decode((string)file_get_contents(dirname(__DIR__, 5) . '/composer.json'));

        self::assertSame($package->version, ConfigDocument::MODULE_VERSION);
    }

    private function document(bool $isFirstEnabled): string
    {
        $instanceId = $this->createMock(InstanceId::class);
        $instanceId->method('get')->willReturn('1b2c');
        $pin = $this->createMock(BaseUrlPin::class);
        $pin->method('current')->willReturn('https://shop.example.com/');
        $config = $this->createMock(Config::class);
        $config->method('isEnabled')->willReturnCallback(static fn (?int $id): bool => $id === 1 && $isFirstEnabled);
        $stores = $this->createMock(StoreManagerInterface::class);
        $stores->method('getWebsites')->willReturn([1 => $this->website(1), 2 => $this->website(2)]);
        $stores->method('getStores')->willReturn([$this->store(10, 1), $this->store(20, 2), $this->store(11, 1)]);
        $facts = $this->createMock(StoreFacts::class);
        $facts->method('read')->willReturnCallback(
            static fn (int $id): array => ['store_id' => $id, 'timezone' => 'Australia/Sydney']
        );
        $metadata = $this->createMock(ProductMetadataInterface::class);
        $metadata->method('getVersion')->willReturn('2.4.7');

        return (new ConfigDocument($instanceId, $pin, $config, $stores, $facts, $metadata, new RawBody()))->get();
    }

    private function website(int $id): Website
    {
        $website = $this->createMock(Website::class);
        $website->method('getId')->willReturn($id);

        return $website;
    }

    private function store(int $id, int $websiteId): Store
    {
        $store = $this->createMock(Store::class);
        $store->method('getId')->willReturn($id);
        $store->method('getWebsiteId')->willReturn($websiteId);
        $store->method('getName')->willReturn('Store ' . $id);

        return $store;
    }
}
