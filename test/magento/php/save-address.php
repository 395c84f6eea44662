<?php
// php save-address.php ADDRESS_ID STREET: saves one customer address in a transaction that stays open until a line comes on standard
// input. Says `saved` before it waits and `committed` after.
declare(strict_types=1);

use Magento\Customer\Model\AddressFactory;
use Magento\Framework\App\Area;
use Magento\Framework\App\Bootstrap;
use Magento\Framework\App\ResourceConnection;
use Magento\Framework\App\State;

require getenv('MAGENTO_ROOT') . '/app/bootstrap.php';
$objects = Bootstrap::create(BP, $_SERVER)->getObjectManager();
$objects->get(State::class)->setAreaCode(Area::AREA_ADMINHTML);
[, $addressId, $street] = $argv;
$connection = $objects->get(ResourceConnection::class)->getConnection();
$address = $objects->get(AddressFactory::class)->create();
$address->getResource()->load($address, (int)$addressId);
$connection->beginTransaction();
$address->setStreet($street);
$address->getResource()->save($address);
echo "saved\n";
fgets(STDIN);
$connection->commit();
echo "committed\n";
