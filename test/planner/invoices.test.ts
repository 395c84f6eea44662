import { organisationAnswers, kindsOf, only, planOf, triggerEverything, type Given } from './books';
import { handmade, type Sold } from './handmade';
import { linesOf, rows, sums, Ledger } from './ledger';
import { momentsOf, snapshotOf, type Json } from './recorded';

const mug = { sku: 'MUG', qty: 2, each: '22.00', gst: '4.00' };
const freight = { gross: '11.00', gst: '1.00' };
const orderTrigger = triggerEverything('order');
const invoiceTrigger = triggerEverything('invoice');
const plain = (more: Partial<Sold> = {}): Json => handmade({ articles: [mug], freight, ...more });
const invoiceOf = (snapshot: Json, given: Given = { settings: orderTrigger }) =>
  only(planOf(snapshot, given), 'invoice.create');
const holdsOf = (snapshot: Json, given: Given) =>
  planOf(snapshot, given).holds.map(({ code, subject }) => `${code} / ${subject}`);
const documentOf = (snapshot: Json, given?: Given) => invoiceOf(snapshot, given).document;
const account = (code: string, more: Json = {}) => ({
  Code: code,
  AccountID: `acc-${code}`,
  Name: code,
  Type: 'REVENUE',
  Class: 'REVENUE',
  ...more,
});

describe('when a sale is one', () => {
  const billed = { invoices: [{ id: 1, of: { MUG: 2 }, freight }] };
  test('by the trigger order it is written when placed, by the trigger invoice when billed', () => {
    expect(kindsOf(planOf(plain(), { settings: orderTrigger }))).toEqual(['invoice.create order']);
    expect(kindsOf(planOf(plain(), { settings: invoiceTrigger }))).toEqual([]);
    expect(kindsOf(planOf(plain(billed), { settings: invoiceTrigger }))).toEqual(['invoice.create invoice:1']);
  });
  test('the trigger belongs to the payment method; others take the default', () => {
    const settings = { sales: { triggers: { default: 'invoice', methods: { checkmo: 'order' } } } };
    expect(kindsOf(planOf(plain(), { settings }))).toEqual(['invoice.create order']);
    expect(kindsOf(planOf(plain({ method: 'probepay' }), { settings }))).toEqual([]);
  });
  test('by the trigger complete it waits, then takes the day of the first capture, else of the completion', () => {
    const settings = triggerEverything('complete');
    expect(planOf(plain(billed), { settings })).toMatchObject({ operations: [], holds: [] });
    const done = {
      order: { state: 'complete', status: 'complete' },
      invoices: [{ id: 1, of: { MUG: 2 }, freight, at: '2026-11-25 20:00:00' }],
    };
    expect(
      documentOf(plain({ ...done, method: 'probepay' }), {
        settings: { sales: { triggers: { default: 'complete' } } },
      }),
    ).toMatchObject({
      Date: '2026-11-26',
      InvoiceNumber: 'ORD-000000007',
    });
    const shippedLater = { shipments: [{ entity_id: 1, created_at: '2026-11-28 01:00:00', items: [] }] };
    expect(
      documentOf(plain({ ...done, method: 'probepay', snapshot: shippedLater }), {
        settings: { sales: { triggers: { default: 'complete' } } },
      }),
    ).toMatchObject({ Date: '2026-11-26' });
    const shipped = plain({
      ...done,
      snapshot: { shipments: [{ entity_id: 1, created_at: '2026-11-28 01:00:00', items: [] }] },
    });
    expect(documentOf(shipped, { settings })).toMatchObject({ Date: '2026-11-28' });
  });
  test('once posted, a changed trigger in the settings makes no second document', () => {
    const ledger = new Ledger();
    ledger.apply(planOf(plain(billed), { settings: orderTrigger }).operations);
    expect(planOf(plain(billed), { settings: invoiceTrigger, links: ledger.links })).toMatchObject({
      operations: [],
      holds: [],
    });
  });
  test('nothing is written for an order under payment review, and a held order gives a draft', () => {
    expect(
      planOf(plain({ order: { state: 'payment_review', status: 'fraud' } }), { settings: orderTrigger }),
    ).toMatchObject({ operations: [], holds: [] });
    expect(documentOf(plain({ order: { state: 'holded', status: 'holded' } }))).toMatchObject({ Status: 'DRAFT' });
  });
  test('a draft of a held order is approved when the order moves on, a draft by setting is not', () => {
    const ledger = new Ledger();
    ledger.apply(
      planOf(plain({ order: { state: 'holded', status: 'holded' } }), { settings: orderTrigger }).operations,
    );
    const later = planOf(plain(), { settings: orderTrigger, links: ledger.links });
    expect(later.operations.map(({ kind, document }) => [kind, document])).toEqual([
      ['invoice.update', { InvoiceID: 'id of order:7/order', Status: 'AUTHORISED' }],
    ]);
    ledger.apply(later.operations);
    expect(planOf(plain(), { settings: orderTrigger, links: ledger.links }).operations).toEqual([]);
    const drafts = new Ledger();
    const asDraft = { settings: { sales: { ...(orderTrigger['sales'] as Json), status: 'DRAFT' } } };
    drafts.apply(planOf(plain(), asDraft).operations);
    expect(planOf(plain(), { settings: orderTrigger, links: drafts.links }).operations).toEqual([]);
  });
  test('before the cut-over nothing is written, by the store’s own clock', () => {
    // 02:00 UTC on the 24th is 13:00 in Sydney
    for (const [cutOver, count] of [
      ['2026-11-24 13:00:00', 1],
      ['2026-11-24 13:00:01', 0],
      ['2026-11-24T02:00:00Z', 1],
      ['2026-11-24T02:00:01Z', 0],
      ['2026-11-25', 0],
      ['2026-11-24', 1],
    ] as const)
      expect({
        cutOver,
        count: planOf(plain(), { settings: { ...orderTrigger, cut_over: cutOver } }).operations.filter(
          ({ kind }) => kind === 'invoice.create',
        ).length,
      }).toEqual({ cutOver, count });
  });
  test('mode off plans nothing', () => {
    expect(planOf(plain(), { settings: { mode: 'off' } })).toEqual({ operations: [], holds: [], needs: [] });
  });
  test('a deleted order leaves the books as they are', () => {
    const deleted = { deleted: true, last: plain(), order: { entity_id: 7 } };
    expect(planOf(deleted, { settings: orderTrigger })).toMatchObject({ operations: [], holds: [] });
  });
  test('a sale of 0.00 is skipped, or posted by setting', () => {
    const free = plain({
      articles: [{ ...mug, each: '0', gst: '0', fields: { tax_percent: 10 } }],
      freight: { gross: '0', gst: '0' },
    });
    expect(planOf(free, { settings: orderTrigger })).toMatchObject({ operations: [], holds: [] });
    const settings = { sales: { ...(orderTrigger['sales'] as Json), zero_total: 'post' } };
    const invoice = invoiceOf(free, { settings });
    expect(sums(invoice)).toBe('0.00/0.00');
    expect(linesOf(invoice)).toMatchObject([{ Quantity: '2', UnitAmount: '0.00', TaxType: 'OUTPUT' }]);
  });
});

describe('what an invoice says', () => {
  test('its number, reference, dates, currency and page', () => {
    const snapshot = plain({
      order: { payment: { method: 'checkmo', po_number: 'PO 77' } },
      invoices: [{ id: 12, of: { MUG: 2 }, freight, at: '2026-06-30 14:30:00' }],
    });
    expect(documentOf(snapshot, { settings: invoiceTrigger })).toMatchObject({
      Type: 'ACCREC',
      InvoiceNumber: 'INV-000000012',
      Reference: 'Order 000000007 · PO 77 · checkmo',
      Date: '2026-07-01',
      DueDate: '2026-07-01',
      Status: 'AUTHORISED',
      LineAmountTypes: 'Inclusive',
      CurrencyCode: 'AUD',
      Url: 'https://ledger.example/records/order%3A7',
    });
    expect(documentOf(snapshot, { settings: invoiceTrigger })).not.toHaveProperty('CurrencyRate');
  });
  test('its prefix belongs to the store view where one is set', () => {
    const sales = { ...(orderTrigger['sales'] as Json), store_numbers: { default: { order: 'WEB-' } } };
    expect(documentOf(plain(), { settings: { sales } })).toMatchObject({ InvoiceNumber: 'WEB-000000007' });
  });
  test('a number that Xero cannot take, or that another order has, is held', () => {
    expect(holdsOf(plain({ order: { increment_id: 'Ü1' } }), { settings: orderTrigger })).toEqual([
      'number.invalid / ORD-Ü1',
    ]);
    const ledger = new Ledger();
    ledger.apply(planOf(plain({ id: 8, order: { increment_id: '000000007' } }), { settings: orderTrigger }).operations);
    expect(
      holdsOf(plain(), {
        settings: orderTrigger,
        links: ledger.links.filter(({ xeroType }) => xeroType === 'Invoice'),
      }),
    ).toEqual(['number.duplicate / ORD-000000007']);
  });
  test.each([
    ['immediate', '2026-11-24'],
    ['14 days', '2026-12-08'],
    ['20 days after end of month', '2026-12-20'],
    ['day 20 of next month', '2026-12-20'],
    ['day 31 of next month', '2026-12-31'],
    ['day 28 of this month', '2026-11-28'],
    ['day 3 of this month', '2026-11-24'],
  ])('terms "%s" make it due on %s', (terms, due) => {
    const sales = { ...(orderTrigger['sales'] as Json), terms: { default: terms } };
    expect(documentOf(plain(), { settings: { sales } })).toMatchObject({ Date: '2026-11-24', DueDate: due });
  });
  test('terms of the customer group win over the method’s, and a method that collects money is due the same day', () => {
    const terms = { default: '3 days', groups: { Wholesale: '30 days' }, methods: { checkmo: '7 days' } };
    const settings = { sales: { ...(orderTrigger['sales'] as Json), terms } };
    const group = { snapshot: { customer_group: { id: 2, code: 'Wholesale' } } };
    expect(documentOf(plain(group), { settings })).toMatchObject({ DueDate: '2026-12-24' });
    expect(documentOf(plain(), { settings })).toMatchObject({ DueDate: '2026-12-01' });
    expect(
      documentOf(plain({ ...group, method: 'probepay' }), {
        settings: { sales: { triggers: { default: 'order' }, terms } },
      }),
    ).toMatchObject({ DueDate: '2026-11-24' });
    expect(
      documentOf(plain(), {
        settings: { sales: { ...(orderTrigger['sales'] as Json), terms: { default: 'contact' } } },
      }),
    ).not.toHaveProperty('DueDate');
  });
  test('a locked period holds it, or moves it to the first open day with the true date in the note', () => {
    const organisation = { Organisation: { EndOfYearLockDate: '2026-11-30' } };
    expect(holdsOf(plain(), { settings: orderTrigger, organisation })).toEqual(['document.locked / 2026-11-30']);
    const settings = {
      sales: { ...(orderTrigger['sales'] as Json), locked_period: 'redate' },
      audit: { history_notes: true },
    };
    const plan = planOf(plain(), { settings, organisation });
    expect(only(plan, 'invoice.create').document).toMatchObject({ Date: '2026-12-01', DueDate: '2026-12-01' });
    expect((only(plan, 'history.create').document as { Details: string }).Details).toContain('True date 2026-11-24');
  });
  test('a note of origin goes with it, once, within 250 characters', () => {
    const settings = { ...orderTrigger, audit: { history_notes: true } };
    const plan = planOf(plain(), { settings });
    const note = only(plan, 'history.create');
    expect(note.dependsOn).toEqual(['order:7/order']);
    expect((note.document as { Details: string }).Details.length).toBeLessThanOrEqual(250);
    const ledger = new Ledger();
    ledger.apply(plan.operations);
    expect(planOf(plain(), { settings, links: ledger.links }).operations).toEqual([]);
  });
  test('draft mode writes drafts and no money', () => {
    const billed = plain({
      method: 'probepay',
      invoices: [{ id: 1, of: { MUG: 2 }, freight }],
      creditmemos: [{ id: 2, of: { MUG: 1 } }],
    });
    const plan = planOf(billed, { settings: { mode: 'draft' } });
    expect(kindsOf(plan)).toEqual(['invoice.create invoice:1', 'creditNote.create creditmemo:2']);
    for (const { kind, document } of plan.operations)
      if (!kind.startsWith('contact')) expect(document).toMatchObject({ Status: 'DRAFT' });
  });
});

describe('currency', () => {
  const usd = snapshotOf(
    momentsOf('06-usd-store-view')[0] ??
      (() => {
        throw new Error('not recorded');
      })(),
    'rest',
  );
  test('a foreign order keeps Magento’s own rate', () => {
    expect(documentOf(usd)).toMatchObject({ CurrencyCode: 'USD', CurrencyRate: '0.66' });
  });
  test('a currency that the organisation lacks is held', () => {
    expect(holdsOf(usd, { settings: orderTrigger, organisation: { Currencies: [{ Code: 'AUD' }] } })).toEqual([
      'currency.unavailable / USD',
    ]);
  });
  test('a rate to another base currency says nothing, so it is held', () => {
    expect(holdsOf(usd, { settings: orderTrigger, organisation: { Organisation: { BaseCurrency: 'NZD' } } })).toEqual([
      'currency.base / AUD',
    ]);
  });
});

describe('accounts', () => {
  const accounts = [...organisationAnswers.Accounts, account('210'), account('211'), account('212')];
  const organisation = { Accounts: accounts };
  const withProduct = plain({
    snapshot: { products: { 101: { sku: 'MUG', tax_class_id: '2', attributes: { range: { value: 'gift' } } } } },
  });
  const codes = (given: Given, snapshot = withProduct) =>
    linesOf(invoiceOf(snapshot, { organisation, ...given })).map(({ AccountCode }) => AccountCode);
  const by = {
    by_tax_class: { '2': '210' },
    by_product_type: { simple: '211' },
    by_attribute: { attribute: 'range', map: { gift: '212' } },
  };
  test('goods: by attribute, then by product type, then by tax class, then the default; freight its own', () => {
    expect(codes({ settings: { ...orderTrigger, accounts: by } })).toEqual(['212', '205']);
    expect(codes({ settings: { ...orderTrigger, accounts: { ...by, by_attribute: null } } })).toEqual(['211', '205']);
    expect(
      codes({ settings: { ...orderTrigger, accounts: { by_tax_class: by.by_tax_class, shipping: null } } }),
    ).toEqual(['210', '200']);
    expect(codes({ settings: orderTrigger })).toEqual(['200', '205']);
  });
  test('no account, an unknown one, an archived one, a bank or a system account: held, with the setting to correct', () => {
    expect(holdsOf(plain(), { settings: { ...orderTrigger, accounts: { sales: null } } })).toEqual([
      'account.unmapped / accounts.sales',
    ]);
    expect(holdsOf(plain(), { settings: { ...orderTrigger, accounts: { sales: '999' } } })).toEqual([
      'account.unknown / 999',
    ]);
    expect(holdsOf(plain(), { settings: { ...orderTrigger, accounts: { sales: '090' } } })).toEqual([
      'account.unknown / 090',
    ]);
    expect(holdsOf(plain(), { settings: { ...orderTrigger, accounts: { sales: '610' } } })).toEqual([
      'account.unknown / 610',
    ]);
    const archived = { Accounts: [...organisationAnswers.Accounts, account('220', { Status: 'ARCHIVED' })] };
    expect(
      holdsOf(plain(), { organisation: archived, settings: { ...orderTrigger, accounts: { sales: '220' } } }),
    ).toEqual(['account.unknown / 220']);
  });
  test('a gift card sold is a liability and no sale', () => {
    const cardSold = plain({
      articles: [{ sku: 'GIFT', qty: 1, each: '50.00', gst: '0', fields: { product_type: 'giftcard', is_virtual: 1 } }],
      freight: { gross: '0', gst: '0' },
    });
    expect(linesOf(invoiceOf(cardSold))).toMatchObject([
      { AccountCode: '830', TaxType: 'BASEXCLUDED', TaxAmount: '0.00' },
    ]);
  });
  test('a guess that nobody confirmed holds live, and is used in the preview', () => {
    const settings = { ...orderTrigger, unconfirmed: ['accounts.sales', 'tax.rates.AU-GST'] };
    expect(holdsOf(plain(), { settings })).toEqual([
      'setting.unconfirmed / accounts.sales',
      'setting.unconfirmed / tax.rates.AU-GST',
    ]);
    expect(sums(invoiceOf(plain(), { settings: { ...settings, mode: 'preview' } }))).toBe('55.00/5.00');
  });
});

describe('tracking', () => {
  const tracking = [{ category: 'Shop', from: 'store', map: { default: 'Web' } }];
  test('every line carries the option of its store view', () => {
    const lines = linesOf(invoiceOf(plain(), { settings: { ...orderTrigger, tracking } }));
    expect(lines.map(({ Tracking }) => Tracking)).toEqual([
      [{ Name: 'Shop', Option: 'Web' }],
      [{ Name: 'Shop', Option: 'Web' }],
    ]);
  });
  test('an option that Xero lacks is held; a value that is not mapped takes the default, or none', () => {
    expect(
      holdsOf(plain(), { settings: { ...orderTrigger, tracking: [{ ...tracking[0], map: { default: 'Nowhere' } }] } }),
    ).toEqual(['tracking.unknown / Shop: Nowhere']);
    const unmapped = [{ category: 'Shop', from: 'payment_method', map: {}, default: 'Outlet' }];
    expect(linesOf(invoiceOf(plain(), { settings: { ...orderTrigger, tracking: unmapped } }))[0]?.Tracking).toEqual([
      { Name: 'Shop', Option: 'Outlet' },
    ]);
    expect(
      linesOf(
        invoiceOf(plain(), {
          settings: { ...orderTrigger, tracking: [{ category: 'Shop', from: 'website', map: {} }] },
        }),
      )[0],
    ).not.toHaveProperty('Tracking');
  });
  test('an owner’s e-mail becomes the Xero user’s own option and stands in the note', () => {
    const settings = {
      ...orderTrigger,
      tracking: [{ category: 'Shop', from: 'owner', map: {} }],
      audit: { owner_attribute: 'sales_rep', history_notes: true },
    };
    const organisation = {
      Users: [{ EmailAddress: 'Rita@example.com', FirstName: 'Rita', LastName: 'Rep' }],
      TrackingCategories: [{ Name: 'Shop', Options: [{ Name: 'Rita Rep' }] }],
    };
    const plan = planOf(plain({ order: { extension_attributes: { sales_rep: 'rita@example.com' } } }), {
      settings,
      organisation,
    });
    expect(linesOf(only(plan, 'invoice.create'))[0]?.Tracking).toEqual([{ Name: 'Shop', Option: 'Rita Rep' }]);
    expect((only(plan, 'history.create').document as { Details: string }).Details).toContain('Owner Rita Rep.');
  });
});

describe('totals that do not agree', () => {
  const off = (by: number, tax = 0) => {
    const snapshot = plain({ invoices: [{ id: 1, of: { MUG: 2 }, freight }] });
    const [invoice] = snapshot['invoices'] as Record<string, number>[];
    return { ...snapshot, invoices: [{ ...invoice, grand_total: 55 + by, tax_amount: 5 + tax }] };
  };
  test.each([0.01, 0.02, -0.01, -0.02])(
    'a difference of %s becomes a Rounding line of its sign on the ROUNDING account',
    (by) => {
      const invoice = invoiceOf(off(by), { settings: invoiceTrigger });
      expect(sums(invoice)).toBe(`${(55 + by).toFixed(2)}/5.00`);
      expect(linesOf(invoice).at(-1)).toEqual({
        Description: 'Rounding',
        Quantity: '1',
        UnitAmount: by.toFixed(2),
        AccountCode: '860',
        TaxType: 'BASEXCLUDED',
        TaxAmount: '0.00',
      });
    },
  );
  test('more is held, with both columns', () => {
    const plan = planOf(off(0.03), { settings: invoiceTrigger });
    expect(kindsOf(plan)).toEqual([]);
    expect(plan.holds).toMatchObject([
      {
        code: 'totals.disagree',
        details: {
          magento: { total: '55.03', tax: '5.00' },
          lines: { total: '55.00', tax: '5.00' },
          difference: { total: '0.03', tax: '0.00' },
        },
      },
    ]);
  });
  test.each([0.01, 0.02, -0.02])('tax alone off by %s goes to the largest taxed line', (by) => {
    const invoice = invoiceOf(off(0, by), { settings: invoiceTrigger });
    expect(rows(invoice)).toEqual([`44.00/${(4 + by).toFixed(2)}`, '11.00/1.00']);
  });
  test('tax off by more is held', () => {
    expect(holdsOf(off(0, 0.03), { settings: invoiceTrigger })).toEqual(['totals.disagree / invoice 000000001']);
  });
  test('tax that no line was charged is held and not put on a GST-free line', () => {
    const bread = plain({
      articles: [{ sku: 'BREAD', qty: 1, each: '5.00', gst: '0' }],
      freight: { gross: '0', gst: '0' },
      order: { tax_amount: 0.01 },
      snapshot: { products: { 101: { sku: 'BREAD', tax_class_id: '0' } } },
    });
    expect(holdsOf(bread, { settings: orderTrigger })).toEqual(['totals.disagree / order 000000007']);
  });
});
