import Big from 'big.js';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { z } from 'zod';
import { runCli } from '../../sidecar/src/cli/index';
import { writeDemoSettings } from '../demo/settings';
import { deriveOrders, gateway } from '../simulators/magento/derive';
import { recordings } from '../simulators/magento/recordings';
import { Shop } from '../simulators/magento/shop';
import { startXeroSimulator } from '../simulators/xero/index';
import { expectedOf } from './expected';

const lineSchema = z.object({
  Quantity: z.string().optional(),
  UnitAmount: z.string().optional(),
  TaxAmount: z.string().optional(),
});
const planSchema = z.object({
  operations: z.array(
    z.object({
      kind: z.string(),
      document: z.looseObject({
        InvoiceNumber: z.string().optional(),
        CreditNoteNumber: z.string().optional(),
        Amount: z.string().optional(),
        LineItems: z.array(lineSchema).default([]),
      }),
    }),
  ),
  holds: z.array(z.unknown()),
  needs: z.array(z.object({ kind: z.string(), recordKey: z.string().optional() })),
});
type Planned = z.infer<typeof planSchema>['operations'][number];

/** Quantity times unit price, rounded to the cent per line: what Xero makes of the line. */
const lineTotal = ({ Quantity, UnitAmount }: z.infer<typeof lineSchema>) =>
  new Big(Quantity ?? '1').times(UnitAmount ?? '0').round(2, Big.roundHalfUp);
const sum = (amounts: readonly Big[]) => amounts.reduce((total, amount) => total.plus(amount), new Big('0')).toFixed(2);
const shown = ({ document }: Planned) => ({
  number: document.InvoiceNumber ?? document.CreditNoteNumber,
  total: sum(document.LineItems.map(lineTotal)),
  tax: sum(document.LineItems.map(({ TaxAmount }) => new Big(TaxAmount ?? '0'))),
});

describe.each(['stored', 'rest'] as const)('Planned with proposed settings, amounts as %s', (amounts) => {
  let folder: string;
  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'ledgerlink-plan-'));
    const xero = await startXeroSimulator();
    await writeDemoSettings(join(folder, 'settings.json'), xero);
    await xero.stop();
  });
  afterAll(() => rmSync(folder, { recursive: true }));

  // Twice round, so that most are seen paid through the gateway and by cheque.
  const orders = deriveOrders(recordings(amounts), 2 * recordings().length);

  test.each(orders.map((order) => [`${order.recording}, ${order.key}`, order] as const))('%s', async (_name, order) => {
    const data = order.stages.at(-1)?.data;
    if (data === undefined) throw new Error('no stage');
    const snapshot = join(folder, 'snapshot.json');
    writeFileSync(
      snapshot,
      JSON.stringify(new Shop('3f0c9a52-7c1e-4a52-9f5c-0d6f4f1b2a11').save(order.key, data, 'test')),
    );
    const printed: string[] = [];
    const noted: string[] = [];
    await runCli(
      [
        'plan',
        snapshot,
        '--settings',
        join(folder, 'settings.json'),
        '--organisation',
        join(folder, 'organisation.json'),
        '--now',
        '2026-11-24T10:00:00Z',
        '--json',
      ],
      { out: (text) => printed.push(text), note: (text) => noted.push(text) },
    );
    expect(noted).toEqual([]);
    const plan = planSchema.parse(JSON.parse(printed.join('\n')));
    const expected = expectedOf(data, [gateway]);
    const of = (kind: string) => plan.operations.filter((operation) => operation.kind === kind);
    const totals = (documents: readonly { number: string; total: string; tax: string }[]) =>
      documents.map(({ number, total, tax }) => ({ number, total, tax }));

    expect(plan.holds).toEqual([]);
    expect(of('invoice.create').map(shown)).toEqual(totals(expected.invoices));
    expect(of('creditNote.create').map(shown)).toEqual(totals(expected.creditNotes));
    const moved = (documents: readonly { paid: string; allocated: string }[], name: 'paid' | 'allocated') =>
      documents.map((document) => document[name]).filter((amount) => amount !== '0.00');
    const amountsOf = (kind: string) => of(kind).map(({ document }) => document.Amount);
    expect(amountsOf('payment.create')).toEqual(moved(expected.invoices, 'paid'));
    expect(amountsOf('refund.create')).toEqual(moved(expected.creditNotes, 'paid'));
    expect(amountsOf('allocation.create')).toEqual(moved(expected.creditNotes, 'allocated'));
    // A registered buyer's contact is made from the customer's own record; a guest's stands in the same plan.
    const buyer = order.customer === undefined ? [] : [{ kind: 'record', recordKey: order.customer.key }];
    expect(plan.needs).toEqual(buyer);
    expect(of('contact.create')).toHaveLength(order.customer === undefined ? 1 : 0);
  });
});
