<?php
// php configure.php JSON: saves settings of the section `ledgerlink` for all websites, as the configuration page does. JSON: path without
// the section => value.
declare(strict_types=1);

use Magento\Config\Model\Config\Factory;
use Magento\Framework\App\Area;
use Magento\Framework\App\AreaList;
use Magento\Framework\App\Bootstrap;
use Magento\Framework\App\State;

require getenv('MAGENTO_ROOT') . '/app/bootstrap.php';
$objects = Bootstrap::create(BP, $_SERVER)->getObjectManager();
$objects->get(State::class)->setAreaCode(Area::AREA_ADMINHTML);
$objects->get(AreaList::class)->getArea(Area::AREA_ADMINHTML)->load(Area::PART_CONFIG);
$groups = [];
foreach (json_decode($argv[1], true) as $path => $value) {
    [$group, $field] = explode('/', $path);
    $groups[$group]['fields'][$field]['value'] = $value;
}
$objects->get(Factory::class)
    ->create(['data' => ['section' => 'ledgerlink', 'website' => null, 'store' => null, 'groups' => $groups]])
    ->save();
