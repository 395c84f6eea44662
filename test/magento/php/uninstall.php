<?php
// php uninstall.php: what `module:uninstall` runs for the module.
declare(strict_types=1);

use Ledgerlink\Xero\Setup\Uninstall;
use Magento\Framework\App\Bootstrap;
use Magento\Setup\Model\ModuleContext;
use Magento\Setup\Module\Setup;

require getenv('MAGENTO_ROOT') . '/app/bootstrap.php';
$objects = Bootstrap::create(BP, $_SERVER)->getObjectManager();
$objects->create(Uninstall::class)->uninstall(
    $objects->create(Setup::class),
    $objects->create(ModuleContext::class, ['version' => ''])
);
