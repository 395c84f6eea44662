<?php
declare(strict_types=1);

namespace Ledgerlink\Xero\Test\Unit;

use PHPUnit\Framework\TestCase;

/**
 * What the XML files promise each other.
 */
class ContractTest extends TestCase
{
    private const ETC = __DIR__ . '/../../etc/';

    public function testEveryRouteNeedsARightOfThisModule(): void
    {
        $defined = $this->values('acl.xml', '//resource/@id');
        $routes = $this->query('webapi.xml', '//route');
        self::assertCount(5, $routes);

        foreach ($routes as $route) {
            $needed = [];
            foreach ($route->getElementsByTagName('resource') as $resource) {
                $needed[] = $resource->getAttribute('ref');
            }
            self::assertCount(1, $needed, $route->getAttribute('url'));
            self::assertStringStartsWith('Ledgerlink_Xero::', $needed[0]);
            self::assertContains($needed[0], $defined);
        }
    }

    public function testReferencesAreShownOnlyToThoseWhoMaySeeThem(): void
    {
        $attributes = $this->query('extension_attributes.xml', '//attribute');
        self::assertCount(5, $attributes);

        foreach ($attributes as $attribute) {
            $resources = $attribute->getElementsByTagName('resource');
            self::assertCount(1, $resources);
            self::assertSame('Ledgerlink_Xero::references_read', $resources->item(0)->getAttribute('ref'));
        }
    }

    public function testEverySettingHasADefaultAndSaysWhatItDoes(): void
    {
        $count = 0;
        foreach (glob(self::ETC . 'adminhtml/system/*.xml') as $path) {
            foreach ($this->query('adminhtml/system/' . basename($path), '//field[@id and @type]') as $field) {
                $comment = $field->getElementsByTagName('comment');
                if ($field->getElementsByTagName('frontend_model')->length > 0) {
                    continue;
                }
                $group = $field->parentNode->getAttribute('id');
                $id = $field->getAttribute('id');
                self::assertCount(1, $this->query('config.xml', "/config/default/ledgerlink/$group/$id"), "$group/$id");
                self::assertCount(1, $comment, "$group/$id");
                $count++;
            }
        }
        self::assertCount($count, $this->query('config.xml', '/config/default/ledgerlink/*/*'));
    }

    public function testSecretsAreEncryptedAndNeverDumped(): void
    {
        $secrets = ['general/ingest_secret', 'kafka/sasl_password'];
        foreach ($secrets as $secret) {
            [$group, $id] = explode('/', $secret);
            $encrypted = 'Magento\Config\Model\Config\Backend\Encrypted';
            self::assertSame(
                [$encrypted],
                $this->values('config.xml', "/config/default/ledgerlink/$secret/@backend_model")
            );
            self::assertSame(
                ['obscure'],
                $this->values("adminhtml/system/$group.xml", "//field[@id='$id' and backend_model='$encrypted']/@type")
            );
            self::assertCount(
                1,
                $this->query('di.xml', "//argument[@name='sensitive']/item[@name='ledgerlink/$secret']")
            );
        }
        self::assertCount(count($secrets), $this->query('config.xml', '//@backend_model'));
    }

    /**
     * @param string $file below etc
     * @param string $xpath
     * @return \DOMNodeList
     */
    private function query(string $file, string $xpath): \DOMNodeList
    {
        $document = new \DOMDocument();
        self::assertTrue($document->load(self::ETC . $file), $file);

        return (new \DOMXPath($document))->query($xpath);
    }

    /**
     * @param string $file below etc
     * @param string $xpath of attributes
     * @return string[]
     */
    private function values(string $file, string $xpath): array
    {
        return array_map(
            static fn (\DOMNode $node): string => (string)$node->nodeValue,
            iterator_to_array($this->query($file, $xpath))
        );
    }
}
