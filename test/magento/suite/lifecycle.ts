import { join } from 'node:path';
import { placeOrder } from '../checkout';
import { attempt } from '../commands';
import type { Stage } from '../stage';

const moduleFolder = join(__dirname, '..', '..', '..', 'magento-module');

/** What Magento asks of a module's code. */
export function standard(stage: Stage): void {
  describe('The module', () => {
    test('keeps to Magento’s coding standard', async () => {
      const phpcs = join(stage.shop.code, 'vendor', 'bin', 'phpcs');
      const flags = [
        '--standard=Magento2',
        '--error-severity=10',
        '--warning-severity=0',
        '--extensions=php,phtml',
        '-q',
      ];
      const { code, stdout, stderr } = await attempt('php', [phpcs, ...flags, moduleFolder]);
      expect([code, stdout + stderr]).toEqual([0, '']);
    });

    test('is compiled without an error', async () => {
      // The shop runs on what setup:di:compile made when it was set up; a second run finds the same.
      const compiled = await attempt('find', [join(stage.shop.code, 'generated', 'metadata'), '-name', 'global.php']);
      expect(compiled.stdout.trim()).not.toBe('');
    });
  });
}

/** Runs last: the shop goes on without the module. */
export function removal(stage: Stage): void {
  describe('A merchant who takes the module out', () => {
    test('keeps no table, setting, right or job of it, and goes on selling', async () => {
      const { shop } = stage;
      await placeOrder(shop.rest, { items: [{ sku: 'MUG', qty: 1 }] });
      // module:uninstall does these two for modules that composer brought; this one was copied.
      await shop.magento.script('uninstall.php');
      await shop.magento.run('module:disable', 'LedgerlinkTest_Probe', 'Ledgerlink_XeroInventory', 'Ledgerlink_Xero');
      await shop.magento.run('cache:flush');

      const tables = await shop.database.query(
        `SELECT table_name AS name FROM information_schema.tables WHERE table_schema = 'magento' AND table_name LIKE 'ledgerlink%'`,
      );
      expect(tables).toEqual([]);
      const traces: Record<string, string> = {
        flag: 'flag_code',
        core_config_data: 'path',
        authorization_rule: 'resource_id',
        cron_schedule: 'job_code',
        patch_list: 'patch_name',
        ui_bookmark: 'namespace',
      };
      for (const [table, column] of Object.entries(traces))
        expect([
          table,
          await shop.database.value(`SELECT COUNT(*) FROM ${table} WHERE LOWER(${column}) LIKE 'ledgerlink%'`),
        ]).toEqual([table, '0']);
      expect(await placeOrder(shop.rest, { items: [{ sku: 'MUG', qty: 1 }] })).toBeGreaterThan(0);
    });
  });
}
