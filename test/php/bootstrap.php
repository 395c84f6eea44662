<?php
/**
 * The module's unit tests run with the classes of a real Magento (MAGENTO_ROOT, a code folder with vendor/; no database is needed).
 * Without one only those run that need no class of Magento; the others say that they were skipped.
 */
declare(strict_types=1);

use Magento\Framework\Code\Generator\Io;
use Magento\Framework\Filesystem\Driver\File;
use Magento\Framework\Phrase;
use Magento\Framework\Phrase\Renderer\Placeholder;
use Magento\Framework\TestFramework\Unit\Autoloader\ExtensionAttributesGenerator;
use Magento\Framework\TestFramework\Unit\Autoloader\ExtensionAttributesInterfaceGenerator;
use Magento\Framework\TestFramework\Unit\Autoloader\FactoryGenerator;
use Magento\Framework\TestFramework\Unit\Autoloader\GeneratedClassesAutoloader;

$folders = ['Ledgerlink\\Xero\\' => '/xero/', 'Ledgerlink\\XeroInventory\\' => '/xero-inventory/'];
spl_autoload_register(static function (string $class) use ($folders): void {
    foreach ($folders as $namespace => $folder) {
        if (str_starts_with($class, $namespace)) {
            $path = dirname(__DIR__, 2) . '/magento-module' . $folder . str_replace('\\', '/', substr($class, strlen($namespace))) . '.php';
            if (is_file($path)) {
                require $path;
            }
        }
    }
});

$root = (string)getenv('MAGENTO_ROOT');
if ($root !== '') {
    $loader = require $root . '/vendor/autoload.php';
    // At the end of the line: PHPUnit must not be mixed with the one in Magento's vendor folder.
    $loader->unregister();
    $loader->register(false);
    $generated = sys_get_temp_dir() . '/ledgerlink-generated-' . getmypid();
    spl_autoload_register([
        new GeneratedClassesAutoloader(
            [new ExtensionAttributesGenerator(), new ExtensionAttributesInterfaceGenerator(), new FactoryGenerator()],
            new Io(new File(), $generated)
        ),
        'load',
    ]);
    register_shutdown_function(static function () use ($generated): void {
        if (is_dir($generated)) {
            (new File())->deleteDirectory($generated);
        }
    });
    Phrase::setRenderer(new Placeholder());
}
