<?php
declare(strict_types=1);

use Magento\Framework\Component\ComponentRegistrar;

// A shop may have removed Multi Source Inventory. setup:di:compile reads every registered module, also disabled ones,
// and would stop at the first missing type: so without it this module does not exist.
if (interface_exists(\Magento\InventoryApi\Api\SourceItemsSaveInterface::class)) {
    ComponentRegistrar::register(ComponentRegistrar::MODULE, 'Ledgerlink_XeroInventory', __DIR__);
}
