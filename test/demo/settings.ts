import { readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { z } from 'zod';
import { runCli } from '../../sidecar/src/cli/index';
import { gateway } from '../simulators/magento/derive';
import type { XeroSimulator } from '../simulators/xero/index';

const fixture = (name: string): unknown =>
  JSON.parse(readFileSync(join(__dirname, '..', 'fixtures', 'magento', name), 'utf8'));

/** Xero's answers, as `--organisation` takes them, asked as the demo's custom connection asks. */
async function organisationAnswers(xeroUrl: string): Promise<Record<string, unknown>> {
  const token = await fetch(`${xeroUrl}/connect/token`, {
    method: 'POST',
    headers: {
      authorization: `Basic ${Buffer.from('demo-custom:demo-secret').toString('base64')}`,
      'content-type': 'application/x-www-form-urlencoded',
    },
    body: 'grant_type=client_credentials&scope=accounting.settings.read',
  });
  const { access_token } = z.object({ access_token: z.string() }).parse(await token.json());
  const answers: Record<string, unknown> = {};
  for (const name of ['Organisation', 'Accounts', 'TaxRates', 'TrackingCategories', 'Currencies', 'Users']) {
    const response = await fetch(`${xeroUrl}/api.xro/2.0/${name}`, {
      headers: { authorization: `Bearer ${access_token}`, accept: 'application/json' },
    });
    if (!response.ok) throw new Error(`GET ${name}: ${response.status} ${await response.text()}`);
    answers[name] = await response.json();
  }
  return answers;
}

const proposalSchema = z.object({
  version: z.literal(1),
  defaults: z.looseObject({ sales: z.looseObject({ terms: z.looseObject({}) }) }),
});

/**
 * What a merchant does once: `settings propose` from the organisation and the shop, look the guesses over (here all are confirmed), and
 * go live. The recorded orders are older than the sidecar, so the cut-over is set before them.
 */
export async function writeDemoSettings(
  file: string,
  xero: XeroSimulator,
  changes: Readonly<Record<string, unknown>> = {},
): Promise<void> {
  const organisation = join(dirname(file), 'organisation.json');
  const magento = join(dirname(file), 'magento.json');
  writeFileSync(organisation, JSON.stringify(await organisationAnswers(xero.url)));
  writeFileSync(
    magento,
    JSON.stringify({
      taxRates: fixture('tax-rates.json'),
      storeConfigs: fixture('store-configs.json'),
      taxClasses: [{ class_id: 2, class_name: 'Taxable Goods', class_type: 'PRODUCT' }],
      paymentMethods: [
        { code: 'checkmo', title: 'Check / Money order' },
        { code: gateway, title: 'Credit card' },
      ],
    }),
  );
  const printed: string[] = [];
  const noted: string[] = [];
  const command = ['settings', 'propose', '--organisation', organisation, '--magento', magento, '--json'];
  const code = await runCli(command, { out: (text) => printed.push(text), note: (text) => noted.push(text) });
  if (code !== 0) throw new Error(`settings propose failed:\n${noted.join('\n')}`);
  const { defaults } = proposalSchema.parse(JSON.parse(printed.join('\n')));
  // Who pays by cheque has 14 days: a credit is then set against the invoice that still stands open.
  const terms = { ...defaults.sales.terms, methods: { checkmo: '14 days' } };
  const live = {
    ...defaults,
    mode: 'live',
    cut_over: '2026-01-01T00:00:00',
    sales: { ...defaults.sales, terms },
    unconfirmed: [],
    ...changes,
  };
  // JSON is YAML.
  writeFileSync(file, JSON.stringify({ version: 1, defaults: live }, null, 2));
}
