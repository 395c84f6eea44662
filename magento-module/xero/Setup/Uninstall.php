<?php
declare(strict_types=1);

namespace Ledgerlink\Xero\Setup;

use Magento\Framework\Setup\ModuleContextInterface;
use Magento\Framework\Setup\SchemaSetupInterface;
use Magento\Framework\Setup\UninstallInterface;

/**
 * Removes what the declarative schema does not know: tables, flags and settings.
 */
class Uninstall implements UninstallInterface
{
    private const TABLES = ['ledgerlink_outbox', 'ledgerlink_version', 'ledgerlink_reference', 'ledgerlink_restock'];

    /**
     * @inheritDoc
     */
    public function uninstall(SchemaSetupInterface $setup, ModuleContextInterface $context)
    {
        $connection = $setup->getConnection();
        foreach (self::TABLES as $table) {
            $connection->dropTable($setup->getTable($table));
        }
        $connection->delete($setup->getTable('flag'), ['flag_code LIKE ?' => 'ledgerlink\_%']);
        $connection->delete($setup->getTable('core_config_data'), ['path LIKE ?' => 'ledgerlink/%']);
    }
}
