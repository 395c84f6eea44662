import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { z } from 'zod';
import { writeDemoSettings } from '../../demo/settings';
import { freePort } from '../../ports';
import { SidecarProcess } from '../../processes/sidecar';
import { startXeroSimulator } from '../../simulators/xero/index';
import { sizeOption } from '../catalogue';
import { placeOrder } from '../checkout';
import { until } from '../commands';
import type { Stage } from '../stage';
import { openAdmin } from './pages';

const references = z.array(
  z.looseObject({ part: z.string(), xero_type: z.string(), xero_number: z.string().optional(), status: z.string() }),
);
const orderAnswer = z.object({
  increment_id: z.string(),
  grand_total: z.number(),
  tax_amount: z.number(),
  extension_attributes: z.looseObject({ xero_references: references.optional() }),
});

/** From the shopper's click to Xero and back into Magento's admin, through real processes. */
export function journey(stage: Stage): void {
  test('An order of a real Magento becomes an invoice in Xero to the cent, and the order shows it', async () => {
    const { shop } = stage;
    const folder = mkdtempSync(join(tmpdir(), 'll-journey-'));
    const xero = await startXeroSimulator();
    const settingsFile = join(folder, 'settings.yaml');
    await writeDemoSettings(settingsFile, xero);
    const ingestSecret = randomBytes(24).toString('hex');
    const sidecar = new SidecarProcess({
      port: await freePort(),
      databaseUrl: `sqlite:${join(folder, 'ledgerlink.db')}`,
      xeroUrl: xero.url,
      magento: { url: shop.url, credentials: shop.keys },
      settingsFile,
      ingestSecret,
      secretKey: randomBytes(24).toString('hex'),
    });
    try {
      await sidecar.start();
      await shop.emptyOutbox();
      await shop.configure({ 'general/sidecar_url': sidecar.url, 'general/ingest_secret': ingestSecret });
      const relay = shop.startRelay();
      const id = await placeOrder(shop.rest, {
        email: 'journey@example.com',
        coupon: 'SAVE10',
        items: [
          { sku: 'MUG', qty: 2 },
          { sku: 'TEE', qty: 1, product_option: await sizeOption(shop.rest, 'L') },
          { sku: 'CARD', qty: 7 },
        ],
      });
      await shop.rest.post(`/order/${id}/invoice`, { capture: true });
      const invoiced = Date.now();
      const order = await until(
        'the references come back',
        async () => {
          const answer = orderAnswer.parse(await shop.rest.get(`/orders/${id}`));
          const found = answer.extension_attributes.xero_references ?? [];
          return found.some(({ xero_type, status }) => xero_type === 'Invoice' && status === 'synced')
            ? answer
            : undefined;
        },
        { withinMs: 120_000, everyMs: 250 },
      ).catch((error: unknown) => {
        throw new Error(`${String(error)}\n${sidecar.lastLines()}`);
      });
      stage.figures['invoice made → Xero’s number in Magento, ms'] = Date.now() - invoiced;
      await relay.stop();

      const [invoice, ...others] = xero.ledger().invoices;
      expect(others).toEqual([]);
      expect([Number(invoice?.total), Number(invoice?.totalTax)]).toEqual([order.grand_total, order.tax_amount]);
      expect(invoice?.contactName).toContain('Citizen Pty Ltd');
      const reference = order.extension_attributes.xero_references?.find(({ xero_type }) => xero_type === 'Invoice');
      expect(reference?.xero_number).toBe(invoice?.number);
      expect(xero.invariants()).toMatchObject({ ok: true, problems: [] });

      const { page, close } = await openAdmin(shop.url);
      try {
        await page.goto(`${shop.url}/admin/sales/order/view/order_id/${id}/`);
        const box = page.locator('#ledgerlink-references');
        await box.getByRole('link', { name: invoice?.number ?? '' }).waitFor();
        expect(await box.innerText()).toContain('Timeline');
      } finally {
        await close();
      }
    } finally {
      await stage.sendByHttp();
      await sidecar.stop();
      await xero.stop();
      rmSync(folder, { recursive: true, force: true });
    }
  });
}
