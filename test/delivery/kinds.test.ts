import type { FaultKind } from '../simulators/xero';
import { contactOf, invoiceOf, orderOf, paymentOf } from './orders';
import { openStation, type PlannedForTest, type Station } from './station';

jest.setTimeout(120_000);

let station: Station;
afterEach(async () => {
  const { problems } = station.xero.invariants();
  await station.stop();
  expect(problems).toEqual([]);
});

const ref = (text: string) => ({ ref: text });

/** Every other kind of operation, on orders 1 and 2, in the order in which they depend on each other. */
const stages: readonly (readonly PlannedForTest[])[] = [
  [...orderOf(1), contactOf(2), invoiceOf(2), item('TEE-M')],
  [
    creditNote(1, '50.00', '4.55'),
    creditNote(2, '20.00', '1.82'),
    {
      kind: 'contact.update',
      record: 'customer:1',
      part: 'contact',
      naturalKey: 'M2-0c5b7b2e-1',
      document: { ContactID: ref('customer:1/contact'), EmailAddress: 'new1@example.com' },
    },
    {
      kind: 'item.update',
      record: 'product:7',
      part: 'item',
      naturalKey: 'TEE-M',
      document: { ItemID: ref('product:7/item'), Code: 'TEE-M', Name: 'Tee, medium' },
    },
    {
      kind: 'contactGroup.assign',
      record: 'customer:1',
      part: 'contactGroup',
      naturalKey: 'Wholesale M2-0c5b7b2e-1',
      document: { ContactGroupName: 'Wholesale', Contacts: [{ ContactID: ref('customer:1/contact') }] },
    },
    {
      kind: 'history.create',
      record: 'order:1',
      part: 'history:invoice:1',
      naturalKey: 'order:1 created',
      document: {
        target: { xeroType: 'Invoice', id: ref('order:1/invoice:1') },
        Details: 'Created in Magento 2026-11-20 by checkout · Ledgerlink',
      },
    },
    {
      kind: 'invoice.update',
      record: 'order:2',
      part: 'invoice:2',
      naturalKey: 'INV-000000002',
      document: { InvoiceID: ref('order:2/invoice:2'), InvoiceNumber: 'INV-000000002', Reference: 'Order 2 · PO 77' },
    },
  ],
  [
    {
      kind: 'refund.create',
      record: 'order:1',
      part: 'refund:1',
      naturalKey: 'CN-1 · refund',
      document: {
        CreditNote: { CreditNoteID: ref('order:1/creditmemo:1') },
        Account: { Code: '091' },
        Date: '2026-11-21',
        Amount: '50.00',
        Reference: 'CN-1 · refund',
      },
    },
    {
      kind: 'allocation.create',
      record: 'order:2',
      part: 'allocation:2:2',
      naturalKey: 'CN-2 on INV-000000002',
      document: {
        CreditNoteID: ref('order:2/creditmemo:2'),
        Invoice: { InvoiceID: ref('order:2/invoice:2') },
        Amount: '20.00',
        Date: '2026-11-21',
      },
    },
  ],
  [
    undo('refund.delete', 'order:1', 'refund:1', { PaymentID: ref('order:1/refund:1'), Status: 'DELETED' }),
    undo('payment.delete', 'order:1', 'payment:1', { PaymentID: ref('order:1/payment:1'), Status: 'DELETED' }),
    undo('allocation.delete', 'order:2', 'allocation:2:2', {
      CreditNoteID: ref('order:2/creditmemo:2'),
      AllocationID: ref('order:2/allocation:2:2'),
    }),
  ],
  [
    undo('creditNote.void', 'order:1', 'creditmemo:1', { CreditNoteID: ref('order:1/creditmemo:1'), Status: 'VOIDED' }),
    undo('invoice.void', 'order:1', 'invoice:1', { InvoiceID: ref('order:1/invoice:1'), Status: 'VOIDED' }),
  ],
];

function item(code: string): PlannedForTest {
  return {
    kind: 'item.create',
    record: 'product:7',
    part: 'item',
    naturalKey: code,
    document: {
      Code: code,
      Name: 'Tee M',
      SalesDetails: { UnitPrice: '44.00', AccountCode: '200', TaxType: 'OUTPUT' },
    },
  };
}

function creditNote(n: number, total: string, tax: string): PlannedForTest {
  return {
    kind: 'creditNote.create',
    record: `order:${n}`,
    part: `creditmemo:${n}`,
    naturalKey: `CN-${n}`,
    dependsOn: [`customer:${n}/contact`],
    document: {
      Type: 'ACCRECCREDIT',
      Contact: { ContactID: ref(`customer:${n}/contact`) },
      CreditNoteNumber: `CN-${n}`,
      Reference: `Order ${n}`,
      Date: '2026-11-21',
      Status: 'AUTHORISED',
      LineAmountTypes: 'Inclusive',
      LineItems: [
        {
          Description: 'Tee M',
          Quantity: '1',
          UnitAmount: total,
          AccountCode: '200',
          TaxType: 'OUTPUT',
          TaxAmount: tax,
        },
      ],
    },
    expect: { Total: total, TotalTax: tax },
  };
}

function undo(
  kind: PlannedForTest['kind'],
  record: string,
  part: string,
  document: PlannedForTest['document'],
): PlannedForTest {
  return { kind, record, part, naturalKey: `${kind} ${part}`, document };
}

async function liveThrough(faults: (stage: number) => void = () => undefined): Promise<void> {
  for (const [index, stage] of stages.entries()) {
    faults(index);
    await station.plan(stage);
    await station.settled(40_000);
  }
  const held = await station.store.db
    .selectFrom('operations')
    .select(['kind', 'error_message'])
    .where('state', '=', 'held')
    .execute();
  expect(held).toEqual([]);
  const ledger = station.xero.ledger();
  const byNumber = (a: { number?: string }, b: { number?: string }) => (a.number ?? '').localeCompare(b.number ?? '');
  expect(
    ledger.invoices
      .toSorted(byNumber)
      .map((invoice) => [invoice.number, invoice.status, invoice.reference, invoice.amountDue]),
  ).toEqual([
    ['INV-000000001', 'VOIDED', 'Order 1', expect.any(String)],
    ['INV-000000002', 'AUTHORISED', 'Order 2 · PO 77', '90.68'],
  ]);
  expect(ledger.creditNotes.toSorted(byNumber).map((note) => [note.number, note.status])).toEqual([
    ['CN-1', 'VOIDED'],
    ['CN-2', 'AUTHORISED'],
  ]);
  expect(ledger.payments.map((payment) => [payment.amount, payment.status]).sort()).toEqual([
    ['50.00', 'DELETED'],
    ['90.68', 'DELETED'],
  ]);
  expect(ledger.allocations.map((allocation) => [allocation.amount, allocation.isDeleted])).toEqual([['20.00', true]]);
  expect(ledger.items.map((kept) => [kept.code, kept.name])).toEqual([['TEE-M', 'Tee, medium']]);
  const buyer = ledger.contacts.find((contact) => contact.contactNumber === 'M2-0c5b7b2e-1');
  expect(buyer?.emailAddress).toBe('new1@example.com');
  expect(ledger.contactGroups.map((group) => [group.name, group.members])).toEqual([['Wholesale', [buyer?.id]]]);
  expect(ledger.history.filter((note) => note.details.startsWith('Created in Magento'))).toHaveLength(1);
}

test('every kind of operation does in Xero what it says', async () => {
  station = await openStation();
  station.road.start();
  await liveThrough();
});

test('numbers keep their digits on the wire, and no field is lost', async () => {
  station = await openStation();
  station.road.start();
  await station.plan([contactOf(1), invoiceOf(1)]);
  await station.settled();
  const sent = station.xero.journal().find((entry) => entry.path.endsWith('/Invoices') && entry.method === 'PUT');
  expect(sent?.query).toBe('?summarizeErrors=false&unitdp=4');
  expect(sent?.body).toContain('"Quantity":3,"UnitAmount":0.8933,');
  expect(sent?.body).toContain('"TaxAmount":8.00');
  expect(sent?.body).toContain('"DueDate":"2026-11-20"');
});

test('a field that Xero does not know never leaves the house', async () => {
  station = await openStation();
  station.road.start();
  const contact = contactOf(1);
  await station.plan([
    { ...contact, document: { ...contact.document, EmailAdress: 'typo@example.com' } },
    contactOf(2),
  ]);
  await station.settled();
  const holds = await station.store.db.selectFrom('holds').select(['message', 'details']).execute();
  expect(holds).toHaveLength(1);
  expect(holds[0]?.message).toContain('EmailAdress is not a field that Xero knows');
  const ours = station.xero.ledger().contacts.filter((known) => known.contactNumber?.startsWith('M2-'));
  expect(ours.map((known) => known.contactNumber)).toEqual(['M2-0c5b7b2e-2']);
});

test('a call that is refused as a whole is halved until the culprit is alone', async () => {
  station = await openStation();
  station.road.start();
  // Xero can't read this element, so it refuses the call it came in.
  const culprit = contactOf(5);
  const unreadable = { ...culprit, document: { ...culprit.document, Addresses: [{ AddressType: 'MOON' }] } };
  await station.plan([1, 2, 3, 4, 6, 7, 8].map(contactOf).toSpliced(4, 0, unreadable));
  await station.settled();
  const refused = station.xero.journal().filter((entry) => entry.status === 400);
  expect(refused.map((entry) => entry.elements).length).toBeLessThanOrEqual(4);
  const held = await station.store.db.selectFrom('holds').select(['record_key', 'message']).execute();
  expect(held.map((hold) => hold.record_key)).toEqual(['customer:5']);
  expect(await station.states()).toEqual({ done: 7, held: 1 });
});

test.each<FaultKind>(['500-after', 'lost-reply', '500-before'])(
  'every kind of write survives %s: nothing is lost or doubled',
  async (kind) => {
    station = await openStation();
    station.road.start();
    const paths = [
      '/Items$',
      '/CreditNotes$',
      '/Allocations$',
      '/History$',
      '/Payments$',
      '/Invoices/',
      '/CreditNotes/[^/]+$',
      '/Payments/',
      '/Contacts$',
      '/ContactGroups/',
    ];
    await liveThrough((stage) => {
      if (stage === 0)
        for (const path of paths)
          for (const method of ['PUT', 'POST']) station.xero.world.faults.add({ kind, method, path });
    });
    expect(station.xero.world.faults.list().filter((fault) => fault.struck > 0).length).toBeGreaterThan(8);
  },
);

test('a payment that is in Xero already, its link lost, is adopted and not posted again', async () => {
  station = await openStation();
  station.road.start();
  await station.plan(orderOf(1));
  await station.settled();
  await station.store.db.deleteFrom('links').where('xero_type', '=', 'Payment').execute();
  await station.store.db.deleteFrom('operations').where('kind', '=', 'payment.create').execute();
  await station.plan([paymentOf(1)]);
  await station.settled();
  expect(await station.states()).toEqual({ done: 3 });
  expect(station.xero.ledger().payments).toHaveLength(1);
});
