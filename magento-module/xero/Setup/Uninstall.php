<?php
declare(strict_types=1);

namespace Ledgerlink\Xero\Setup;

use Magento\Framework\Setup\ModuleContextInterface;
use Magento\Framework\Setup\SchemaSetupInterface;
use Magento\Framework\Setup\UninstallInterface;

/**
 * Removes every trace: the tables, and the rows that the module has in Magento's own.
 */
class Uninstall implements UninstallInterface
{
    /** Where rows of the module lie in Magento's tables: table => column and pattern. */
    private const ROWS = [
        'flag' => ['flag_code', 'ledgerlink\_%'],
        'core_config_data' => ['path', 'ledgerlink/%'],
        'authorization_rule' => ['resource_id', 'Ledgerlink\_Xero::%'],
        'ui_bookmark' => ['namespace', 'ledgerlink\_%'],
        'cron_schedule' => ['job_code', 'ledgerlink\_%'],
        // otherwise a later installation would make no instance id
        'patch_list' => ['patch_name', 'Ledgerlink%'],
    ];
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
        foreach (self::ROWS as $table => [$column, $pattern]) {
            $connection->delete($setup->getTable($table), [$column . ' LIKE ?' => $pattern]);
        }
    }
}
