import { chromium, type Browser, type Page } from 'playwright-core';
import { z } from 'zod';
import { placeOrder } from '../checkout';
import { whereIs } from '../commands';
import { administrator } from '../rest';
import type { Stage } from '../stage';

const tenant = '70784a63-d24b-46a9-a4db-0e70a274b056';
const names = ['chromium', 'chromium-browser', 'google-chrome'];
const executable = process.env['CHROMIUM_PATH'] ?? process.env['CHROMIUM'] ?? whereIs(...names);

/** The admin in a browser of its own, signed in. */
export async function openAdmin(url: string): Promise<{ page: Page; close: () => Promise<void> }> {
  if (executable === undefined) throw new Error('no browser: install chromium, or set CHROMIUM_PATH');
  const browser: Browser = await chromium.launch({ executablePath: executable, args: ['--no-sandbox'] });
  const page = await browser.newPage({ viewport: { width: 1400, height: 1000 } });
  // Static files are made at their first use: the first page takes its time.
  page.setDefaultTimeout(180_000);
  await page.goto(`${url}/admin/`);
  await page.fill('#username', administrator.user);
  await page.fill('#login', administrator.password);
  await page.click('.action-login');
  await page.waitForSelector('.admin-user');
  return { page, close: () => browser.close() };
}

/** What a person sees in Magento's admin. */
export function pages(stage: Stage): void {
  describe('Magento’s admin', () => {
    test('shows in the order what the sidecar wrote back, and REST shows the same', async () => {
      const { shop } = stage;
      const id = await placeOrder(shop.rest, { items: [{ sku: 'MUG', qty: 1 }] });
      const reference = {
        record_type: 'order',
        entity_id: id,
        part: 'order',
        tenant_id: tenant,
        xero_type: 'Invoice',
        xero_id: '243216c5-369e-4056-ac67-05388f86dc81',
        xero_number: `INV-TEST-${id}`,
        status: 'synced',
        message: null,
        url: 'https://go.xero.com/app/invoicing/view/243216c5-369e-4056-ac67-05388f86dc81',
        revision: 3,
      };
      const put = async (change: Readonly<Record<string, unknown>>) => {
        const body = JSON.stringify({ references: [{ ...reference, ...change }] });
        const reply = await shop
          .client()
          .send({ method: 'PUT', path: '/V1/ledgerlink/references', body, idempotencyKey: null });
        expect([reply.status, reply.body]).toEqual([200, expect.any(String)]);
        return z
          .array(z.object({ result: z.string() }))
          .parse(JSON.parse(reply.body))
          .map(({ result }) => result);
      };
      const before = (await shop.outbox(`order:${id}`)).length;
      expect(await put({})).toEqual(['stored']);
      expect(await put({ revision: 2, xero_number: 'AN OLDER ONE' })).toEqual(['stale']);
      // Writing a reference is no change of the order: nothing may come back as an event.
      expect(await shop.outbox(`order:${id}`)).toHaveLength(before);

      const order = z
        .object({
          extension_attributes: z.object({ xero_references: z.array(z.looseObject({ xero_number: z.string() })) }),
        })
        .parse(await shop.rest.get(`/orders/${id}`));
      expect(order.extension_attributes.xero_references).toEqual([
        expect.objectContaining({ xero_number: `INV-TEST-${id}`, status: 'synced', revision: 3 }),
      ]);

      const { page, close } = await openAdmin(shop.url);
      try {
        await page.goto(`${shop.url}/admin/sales/order/view/order_id/${id}/`);
        const box = page.locator('#ledgerlink-references');
        await box.waitFor();
        const link = box.getByRole('link', { name: `INV-TEST-${id}` });
        expect(await link.getAttribute('href')).toBe(reference.url);
        expect(await box.innerText()).toContain('Timeline');
      } finally {
        await close();
      }
    });

    test('saves the configuration, keeps the secret encrypted and never shows it again', async () => {
      const { shop, receiver } = stage;
      const { page, close } = await openAdmin(shop.url);
      const open = async () => {
        await page.goto(`${shop.url}/admin/admin/system_config/edit/section/ledgerlink/`);
        await page.waitForSelector('#ledgerlink_general_sidecar_url');
      };
      try {
        await open();
        await page.fill('#ledgerlink_general_sidecar_url', 'https://ledgerlink.example.com');
        await page.fill('#ledgerlink_general_ingest_secret', 'typed by a merchant');
        await page.click('#save');
        await page.getByText('You saved the configuration.').waitFor();
        const stored = async (path: string) =>
          shop.database.value(
            `SELECT value FROM core_config_data WHERE path = 'ledgerlink/${path}' AND scope = 'default'`,
          );
        expect(await stored('general/sidecar_url')).toBe('https://ledgerlink.example.com');
        const secret = await stored('general/ingest_secret');
        expect(secret).toMatch(/^\d+:\d+:/);
        expect(secret).not.toContain('typed by a merchant');
        await open();
        expect(await page.inputValue('#ledgerlink_general_sidecar_url')).toBe('https://ledgerlink.example.com');
        expect(await page.content()).not.toContain('typed by a merchant');
      } finally {
        await close();
        await stage.sendByHttp();
      }
      expect(receiver.refusals).toEqual([]);
    });
  });
}
