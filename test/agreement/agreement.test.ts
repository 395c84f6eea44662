import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { deriveOrders } from '../simulators/magento/derive';
import { recordings } from '../simulators/magento/recordings';
import { startMagentoSimulator, type MagentoSimulator } from '../simulators/magento/simulator';
import { startXeroSimulator, type XeroSimulator } from '../simulators/xero/index';
import { expectedOf } from './expected';
import { compareAll } from './play';

const total = (amounts: readonly string[]) =>
  amounts.reduce((cents, amount) => cents + Number(amount.replace('.', '')), 0);

interface Truth {
  readonly order: { readonly paid: string; readonly gst?: string };
  readonly refund?: { readonly paid: string };
  readonly refunds?: readonly { readonly paid: string }[];
  readonly cancelled?: string;
}

describe('What Xero must hold is what was worked out by hand', () => {
  const cases = recordings().filter(({ name }) => /^\d\d-/.test(name));

  test('there are recorded cases to compare with', () => expect(cases.length).toBeGreaterThan(12));

  test.each(cases.map((recording) => [recording.name, recording] as const))('%s', (name, { stages }) => {
    const data = stages.at(-1)?.data;
    if (data === undefined) throw new Error('no stage');
    const truth = JSON.parse(
      readFileSync(join(__dirname, '..', 'fixtures', 'cases', name, 'expected.json'), 'utf8'),
    ) as Truth;
    const sold = total([truth.order.paid]) - total([truth.cancelled ?? '0.00']);
    const byHand = [...(truth.refunds ?? []), ...(truth.refund === undefined ? [] : [truth.refund])];
    for (const methods of [[data.order.payment.method], []]) {
      const { invoices, creditNotes } = expectedOf(data, methods);
      expect(total(invoices.map((invoice) => invoice.total))).toBe(sold);
      if (truth.order.gst !== undefined)
        expect(total(invoices.map((invoice) => invoice.tax))).toBe(total([truth.order.gst]));
      if (byHand.length > 0)
        expect(creditNotes.map((creditNote) => creditNote.total)).toEqual(byHand.map(({ paid }) => paid));
    }
  });
});

describe('The comparison sees', () => {
  let xero: XeroSimulator;
  let magento: MagentoSimulator;
  beforeEach(async () => {
    xero = await startXeroSimulator();
    magento = await startMagentoSimulator();
  });
  afterEach(async () => {
    await magento.close();
    await xero.stop();
  });

  // The recorded gateway order: invoice 39.80, GST 3.62, without its credit memos.
  const [derived] = deriveOrders(
    recordings().filter(({ name }) => name.startsWith('12-gateway')),
    1,
  );
  if (derived === undefined) throw new Error('no order');
  const order = { ...derived, stages: derived.stages.slice(0, 1) };
  const number = `INV-${order.stages[0]?.data.invoices[0]?.increment_id ?? ''}`;
  const part = `invoice:${order.stages[0]?.data.invoices[0]?.entity_id ?? 0}`;

  function keyInvoice(change: Record<string, unknown> = {}) {
    return xero.bookkeeper().createInvoice({
      Type: 'ACCREC',
      Status: 'AUTHORISED',
      Contact: { Name: 'Jane Citizen' },
      Date: '2026-11-24',
      DueDate: '2026-11-24',
      InvoiceNumber: number,
      LineAmountTypes: 'Inclusive',
      LineItems: [
        { Description: 'Goods', Quantity: 1, UnitAmount: 39.8, AccountCode: '200', TaxType: 'OUTPUT', TaxAmount: 3.62 },
      ],
      ...change,
    });
  }
  const writeBack = (xeroId: string) =>
    magento.references.put({
      references: [
        {
          record_type: 'order',
          entity_id: Number(order.key.slice('order:'.length)),
          part,
          tenant_id: xero.tenantId,
          xero_type: 'Invoice',
          xero_id: xeroId,
          xero_number: number,
          status: 'synced',
          message: null,
          url: null,
          revision: 1,
        },
      ],
    });
  const differences = () => {
    const outcome = compareAll([order], magento, xero);
    const found = [
      ...outcome.orders.flatMap(({ documents }) => documents.flatMap((document) => document.differences)),
      ...outcome.unexplained,
    ];
    expect(outcome.agrees).toBe(found.length === 0);
    return found;
  };

  test('nothing to say when everything is there', () => {
    const invoice = keyInvoice();
    xero.bookkeeper().pay(invoice.id, '39.80', '091');
    writeBack(invoice.id);
    expect(differences()).toEqual([]);
  });

  test('a missing invoice', () => expect(differences()).toEqual([`${number} is not in Xero`]));

  test('a cent too much, and GST that is off', () => {
    const invoice = keyInvoice({
      LineItems: [
        {
          Description: 'Goods',
          Quantity: 1,
          UnitAmount: 39.81,
          AccountCode: '200',
          TaxType: 'OUTPUT',
          TaxAmount: 3.61,
        },
      ],
    });
    xero.bookkeeper().pay(invoice.id, '39.80', '091');
    writeBack(invoice.id);
    expect(differences()).toEqual([
      `${number}: total 39.81 in Xero, 39.80 in Magento`,
      `${number}: tax 3.61 in Xero, 3.62 in Magento`,
    ]);
  });

  test('a missing payment, and an id that did not come back', () => {
    keyInvoice();
    expect(differences()).toEqual([
      `${number}: paid 0.00 in Xero, 39.80 in Magento`,
      `${number}: its id is not in Magento yet`,
    ]);
  });

  test('an invoice of no order', () => {
    const invoice = keyInvoice();
    xero.bookkeeper().pay(invoice.id, '39.80', '091');
    writeBack(invoice.id);
    keyInvoice({ InvoiceNumber: 'INV-STRAY' });
    expect(differences()).toEqual(['INV-STRAY']);
  });
});
