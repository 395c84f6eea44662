import { directoryFrom } from '../../sidecar/src/model/directory';
import { linkSchema } from '../../sidecar/src/model/link';
import { organisationAnswers, only, planOf, triggerEverything, type Given } from './books';
import { handmade, type Article, type Sold } from './handmade';
import { lineAmount, linesOf, rows, sums } from './ledger';
import type { Json } from './recorded';

const orderTrigger = triggerEverything('order');
const invoiceTrigger = triggerEverything('invoice');
const free = { gross: '0', gst: '0' };
const invoiceOf = (snapshot: Json, given: Given = {}) =>
  only(planOf(snapshot, { settings: orderTrigger, ...given }), 'invoice.create');
const linesFor = (articles: Article[], more: Partial<Sold> = {}, given: Given = {}) =>
  linesOf(invoiceOf(handmade({ articles, freight: free, ...more }), given));
const holdsFor = (articles: Article[], more: Partial<Sold> = {}, given: Given = {}) =>
  planOf(handmade({ articles, freight: free, ...more }), { settings: orderTrigger, ...given }).holds.map(
    ({ code, subject }) => `${code} / ${subject}`,
  );

describe('the form of a line', () => {
  test('quantity and price where they give the row exactly', () => {
    expect(linesFor([{ sku: 'A', qty: 3, each: '9.95', gst: '2.71' }])).toMatchObject([
      { Quantity: '3', UnitAmount: '9.95', TaxAmount: '2.71' },
    ]);
  });
  test('four decimals where cents do not', () => {
    const third = {
      sku: 'A',
      qty: 3,
      each: '0.8933',
      gst: '0.24',
      fields: { row_total: 2.44, row_total_incl_tax: 2.68 },
    };
    expect(linesFor([third], { order: { grand_total: 2.68 } })).toMatchObject([
      { Quantity: '3', UnitAmount: '0.8933' },
    ]);
  });
  test('many cheap pieces, whose tax is above the price of one, go as one with the quantity in words', () => {
    expect(linesFor([{ sku: 'A', qty: 30, each: '0.35', gst: '0.95' }])).toMatchObject([
      { Description: '30 × Article A [A]', Quantity: '1', UnitAmount: '10.50', TaxAmount: '0.95' },
    ]);
  });
  test('no price of four decimals exists: all but one at one price, one with the rest; the tax follows', () => {
    const odd = { sku: 'A', qty: 999, each: '0', gst: '0', fields: { row_total: 100.01, row_total_incl_tax: 100.01 } };
    const lines = linesFor([odd], {
      order: { grand_total: 100.01, tax_amount: 0 },
      snapshot: { products: { 101: { sku: 'A', tax_class_id: '0' } } },
    });
    expect(lines.map(({ Quantity }) => Quantity)).toEqual(['998', '1']);
    expect(lines.map((line) => lineAmount(line).toFixed(2)).join('+')).toBe('99.90+0.11');
  });
  test('a discount is in the price and said in words, never a discount field', () => {
    const cheaper = {
      sku: 'A',
      qty: 2,
      each: '44.00',
      gst: '7.20',
      fields: { row_total: 80, discount_amount: 8.8, discount_tax_compensation_amount: 0.8 },
    };
    const [line] = linesFor([cheaper], {
      order: { grand_total: 79.2, discount_amount: -8.8, discount_tax_compensation_amount: 0.8, coupon_code: 'SAVE10' },
    });
    expect(line).toEqual({
      Description: 'Article A [A], less discount 8.80 (SAVE10)',
      Quantity: '2',
      UnitAmount: '39.60',
      AccountCode: '200',
      TaxType: 'OUTPUT',
      TaxAmount: '7.20',
    });
  });
});

describe('tax on the price before its discount', () => {
  const coupon = (discount: number, sold: { goods: string; gst: string }) => {
    const article = {
      sku: 'A',
      qty: 2,
      each: '9.90',
      gst: sold.gst,
      fields: { row_total: 18, discount_amount: discount },
    };
    const order = {
      discount_amount: -discount,
      grand_total: Number(sold.goods),
      tax_amount: Number(sold.gst),
      coupon_code: 'GIFT',
    };
    return invoiceOf(handmade({ articles: [article], freight: free, order }));
  };
  test('with a coupon of 100%: the price with its tax and the discount on two lines, since Xero takes no tax above the amount', () => {
    const invoice = coupon(19.8, { goods: '0', gst: '1.80' });
    expect(rows(invoice)).toEqual(['19.80/1.80', '-19.80/0.00']);
    expect(linesOf(invoice)).toMatchObject([
      { Description: 'Article A [A]', Quantity: '2', TaxType: 'OUTPUT', AccountCode: '200' },
      { Description: 'Discount on Article A', Quantity: '1', TaxType: 'OUTPUT', AccountCode: '200' },
    ]);
  });
  test('with less, as long as the tax fits: one line, as ever', () => {
    const invoice = coupon(1.98, { goods: '17.82', gst: '1.80' });
    expect(linesOf(invoice)).toMatchObject([{ Description: 'Article A [A], less discount 1.98 (GIFT)' }]);
    expect(rows(invoice)).toEqual(['17.82/1.80']);
  });
});

describe('what a line is called', () => {
  const named = (name: string, more: Json = {}) =>
    linesFor([{ sku: 'A', qty: 1, each: '11.00', gst: '1.00', fields: { name, ...more } }])[0]?.Description;
  test('entities are decoded and other scripts stay', () => {
    expect(named('Salt &amp; Pepper &#8211; 塩 ☕')).toBe('Salt & Pepper – 塩 ☕ [A]');
  });
  test('at most 4000 characters, cut at a word, the discount still said', () => {
    const long = named('word '.repeat(1200), { discount_amount: 0 });
    expect(long?.length).toBeLessThanOrEqual(4000);
    expect(long).toMatch(/word…$/);
  });
  test('what the buyer typed into custom options is shown, ids are not', () => {
    const product_option = {
      extension_attributes: {
        custom_options: [
          { option_id: '1', option_value: 'For Ann & Bob' },
          { option_id: '2', option_value: '17' },
        ],
      },
    };
    expect(named('Ring', { product_option })).toBe('Ring (For Ann & Bob) [A]');
  });
  test('of a line cancelled in part, the discount is that of what is left', () => {
    const cancelled = { sku: 'A', qty: 4, each: '9.90', gst: '3.60', cancelled: 1 };
    const lines = linesFor([{ ...cancelled, fields: { row_total: 40.4, discount_amount: 4.4 } }], {
      order: { discount_amount: -4.4, total_canceled: 9.9, tax_canceled: 0.9, coupon_code: 'SAVE' },
    });
    expect(lines).toMatchObject([{ Description: 'Article A [A], less discount 3.30 (SAVE)', Quantity: '3' }]);
  });
  test('the recorded line’s own SKU may be longer than 64 characters', () => {
    expect(
      linesFor([{ sku: 'ENGRAVE-SILVER-TEXT-'.repeat(5), qty: 1, each: '11.00', gst: '1.00' }])[0]?.Description,
    ).toContain('ENGRAVE-SILVER-TEXT-ENGRAVE');
  });
});

describe('whose money a line shows', () => {
  test('a configurable’s parent has the money and the child’s SKU; the child is no line', () => {
    const lines = linesFor([
      { sku: 'TEE-M', qty: 2, each: '44.00', gst: '8.00', fields: { product_type: 'configurable' } },
      { sku: 'TEE-M-CHILD', qty: 2, each: '0', gst: '0', parent: 'TEE-M' },
    ]);
    expect(lines).toMatchObject([{ Description: 'Article TEE-M [TEE-M]', UnitAmount: '44.00' }]);
  });
  test('a fixed-price bundle is one line that names its parts', () => {
    const lines = linesFor([
      { sku: 'BOX', qty: 2, each: '50.00', gst: '9.09', fields: { product_type: 'bundle' } },
      { sku: 'CUP', qty: 4, each: '0', gst: '0', parent: 'BOX' },
    ]);
    expect(lines).toMatchObject([
      { Description: 'Article BOX (2 × Article CUP) [BOX]', Quantity: '2', TaxAmount: '9.09' },
    ]);
  });
  test('a dynamic bundle is its parts, under a heading that may be switched off', () => {
    const articles: Article[] = [
      { sku: 'BOX', qty: 2, each: '33.00', gst: '6.00', heading: true, fields: { product_type: 'bundle' } },
      { sku: 'MUG', qty: 2, each: '22.00', gst: '4.00', parent: 'BOX' },
      { sku: 'CUP', qty: 2, each: '11.00', gst: '2.00', parent: 'BOX' },
    ];
    expect(linesFor(articles)).toMatchObject([
      { Description: '2 × Article BOX' },
      { UnitAmount: '22.00' },
      { UnitAmount: '11.00' },
    ]);
    expect(linesFor(articles)[0]).toEqual({ Description: '2 × Article BOX' });
    const settings = { sales: { ...(orderTrigger['sales'] as Json), bundle_parent_line: false } };
    expect(linesFor(articles, {}, { settings })).toHaveLength(2);
  });
  test('an article given away is no line beside others', () => {
    const lines = linesFor([
      { sku: 'A', qty: 1, each: '11.00', gst: '1.00' },
      { sku: 'GIFT', qty: 1, each: '0', gst: '0', fields: { tax_percent: 10 } },
    ]);
    expect(lines).toHaveLength(1);
  });
  test('120 lines make 120 lines', () => {
    const articles = Array.from({ length: 120 }, (_, index): Article => ({
      sku: `S${index}`,
      qty: 1,
      each: '1.10',
      gst: '0.10',
    }));
    const invoice = invoiceOf(handmade({ articles, freight: free }));
    expect([linesOf(invoice).length, sums(invoice)]).toEqual([120, '132.00/12.00']);
  });
});

describe('fixed product tax that carries no GST', () => {
  const levy = {
    weee_tax_applied:
      '[{"title":"Levy","amount":1.1,"row_amount":3.3,"amount_incl_tax":1.1,"row_amount_incl_tax":3.3}]',
    weee_tax_applied_amount: 1.1,
    weee_tax_applied_row_amount: 3.3,
  };
  const tv: Article = { sku: 'TV', qty: 3, each: '9.95', gst: '2.71', fields: levy };
  test('is a line of its own on its own account; invoice items do not show it, so the order’s is taken by quantity', () => {
    const sold = { articles: [tv], freight: free, order: { grand_total: 33.15 } };
    expect(rows(invoiceOf(handmade(sold)))).toEqual(['29.85/2.71', '3.30/0.00']);
    const parts = handmade({
      ...sold,
      invoices: [
        { id: 1, of: { TV: 1 }, fields: { grand_total: 11.05 } },
        { id: 2, of: { TV: 2 }, fields: { grand_total: 22.1 } },
      ],
    });
    const plan = planOf(parts, { settings: invoiceTrigger });
    expect(rows(only(plan, 'invoice.create', 'invoice:1'))).toEqual(['9.95/0.90', '1.10/0.00']);
    expect(rows(only(plan, 'invoice.create', 'invoice:2'))).toEqual(['19.90/1.81', '2.20/0.00']);
    expect(linesOf(only(plan, 'invoice.create', 'invoice:1'))[1]).toMatchObject({
      Description: 'Levy: Article TV',
      AccountCode: '208',
      TaxType: 'EXEMPTOUTPUT',
    });
  });
  test('REST’s row_total_incl_tax holds it already, and it is not counted twice', () => {
    const rest = handmade({
      articles: [{ ...tv, fields: { ...levy, row_total_incl_tax: 33.15 } }],
      freight: free,
      order: { grand_total: 33.15 },
      snapshot: { amounts: 'rest' },
    });
    expect(rows(invoiceOf(rest))).toEqual(['29.85/2.71', '3.30/0.00']);
  });
});

describe('a charge of an extension', () => {
  const charged = { articles: [{ sku: 'A', qty: 1, each: '11.00', gst: '1.00' }], freight: free };
  const order = { grand_total: 13.2, tax_amount: 1.2, extension_attributes: { card_fee: '2.0000', card_fee_tax: 0.2 } };
  const surcharges = [{ amount: 'card_fee', tax: 'card_fee_tax', name: 'Card fee' }];
  const settings = { sales: { ...(orderTrigger['sales'] as Json), surcharges }, accounts: { surcharge: '207' } };
  test('that the settings name is a line on its own account; one that they do not name is held', () => {
    const invoice = invoiceOf(handmade({ ...charged, order }), { settings });
    expect([sums(invoice), linesOf(invoice)[1]]).toMatchObject([
      '13.20/1.20',
      { Description: 'Card fee', AccountCode: '207', TaxType: 'OUTPUT' },
    ]);
    expect(holdsFor(charged.articles, { order })).toEqual(['totals.disagree / order 000000007']);
  });
  test('is found on invoices and credit memos as well', () => {
    const fields = { grand_total: 13.2, tax_amount: 1.2, extension_attributes: { card_fee: 2, card_fee_tax: 0.2 } };
    const sold = handmade({
      ...charged,
      order,
      invoices: [{ id: 1, of: { A: 1 }, fields }],
      creditmemos: [{ id: 5, of: { A: 1 }, fields }],
    });
    const plan = planOf(sold, {
      settings: { ...settings, sales: { ...(invoiceTrigger['sales'] as Json), surcharges } },
    });
    expect(plan.operations.flatMap((operation) => (operation.expect === undefined ? [] : [sums(operation)]))).toEqual([
      '13.20/1.20',
      '13.20/1.20',
    ]);
  });
});

describe('tax types', () => {
  const untaxed: Article = { sku: 'BREAD', qty: 1, each: '5.00', gst: '0' };
  const classOf = (id: string | null) => ({ snapshot: { products: { 101: { sku: 'BREAD', tax_class_id: id } } } });
  const types = (...args: Parameters<typeof linesFor>) => linesFor(...args).map(({ TaxType }) => TaxType);
  test('untaxed at home goes by the product’s tax class; a class without a type, or none known, is held', () => {
    expect(types([untaxed], classOf('0'))).toEqual(['EXEMPTOUTPUT']);
    expect(holdsFor([untaxed], classOf('5'))).toEqual(['tax.unmapped / tax.classes.5']);
    expect(holdsFor([untaxed], { snapshot: { products: {} } })).toEqual(['tax.unmapped / tax class of BREAD']);
  });
  test('a taxed article that was given away is no zero rate', () => {
    const settings = { sales: { ...(orderTrigger['sales'] as Json), zero_total: 'post' } };
    expect(types([{ sku: 'A', qty: 1, each: '0', gst: '0', fields: { tax_percent: 10 } }], {}, { settings })).toEqual([
      'OUTPUT',
    ]);
  });
  test('virtual goods for a buyer abroad are no export by themselves: mapped, or held', () => {
    const download: Article = {
      sku: 'EBOOK',
      qty: 1,
      each: '9.00',
      gst: '0',
      fields: { is_virtual: 1, product_type: 'downloadable' },
    };
    const abroad = { billingCountry: 'NZ', order: { extension_attributes: { shipping_assignments: [] } } };
    expect(holdsFor([download], abroad)).toEqual(['tax.unmapped / tax.overseas_other']);
    expect(
      types([download], abroad, { settings: { ...orderTrigger, tax: { overseas_other: 'EXEMPTEXPORT' } } }),
    ).toEqual(['EXEMPTEXPORT']);
  });
  test('a download beside goods that are shipped abroad is no export, the goods are', () => {
    const both: Article[] = [
      { sku: 'MUG', qty: 1, each: '20.00', gst: '0' },
      { sku: 'EBOOK', qty: 1, each: '9.00', gst: '0', fields: { is_virtual: 1 } },
    ];
    expect(
      types(both, { country: 'NZ' }, { settings: { ...orderTrigger, tax: { overseas_other: 'EXEMPTOUTPUT' } } }),
    ).toEqual(['EXEMPTEXPORT', 'EXEMPTOUTPUT']);
  });
  test('picked up in the shop by a buyer from abroad is no export', () => {
    const pickup = { billingCountry: 'NZ', order: { shipping_method: 'instore_pickup' } };
    expect(holdsFor([{ ...untaxed }], pickup)).toEqual(['tax.unmapped / tax.overseas_other']);
  });
  test('bread shipped at home to a buyer who pays from abroad is bread', () => {
    expect(types([untaxed], { ...classOf('0'), billingCountry: 'NZ' })).toEqual(['EXEMPTOUTPUT']);
  });
  test('shipped abroad is an export, whatever the class', () => {
    expect(types([untaxed], { ...classOf('0'), country: 'NZ', freight: { gross: '4.00', gst: '0' } })).toEqual([
      'EXEMPTEXPORT',
      'EXEMPTEXPORT',
    ]);
    expect(holdsFor([untaxed], { country: 'NZ' }, { settings: { ...orderTrigger, tax: { export: null } } })).toEqual([
      'tax.unmapped / tax.export',
    ]);
  });
  test('home is the shop’s tax country: for a New Zealand shop Australia is abroad', () => {
    const store = {
      snapshot: { store: { website_id: 1, code: 'nz', timezone: 'Pacific/Auckland', tax_country: 'NZ' } },
    };
    expect(types([untaxed], { ...store, country: 'AU' })).toEqual(['EXEMPTEXPORT']);
  });
  test('an unknown rate is held by its code, never mapped by its percentage', () => {
    const levied = {
      fields: {
        extension_attributes: {
          itemized_taxes: [{ tax_code: 'AU-NEW', tax_percent: 10, amount: 1, taxable_item_type: 'product' }],
        },
      },
    };
    expect(holdsFor([{ sku: 'A', qty: 1, each: '11.00', gst: '1.00', ...levied }])).toEqual(['tax.unmapped / AU-NEW']);
  });
  test('several rates on one line take the mapped composite, else it is held', () => {
    const both = {
      fields: {
        tax_percent: 12.5,
        extension_attributes: {
          itemized_taxes: ['AU-LEVY', 'AU-GST'].map((tax_code) => ({
            tax_code,
            taxable_item_type: 'product',
            amount: 1,
          })),
        },
      },
    };
    const article = { sku: 'A', qty: 1, each: '11.25', gst: '1.25', ...both };
    expect(holdsFor([article])).toEqual(['tax.severalRates / AU-GST+AU-LEVY']);
    const organisation = {
      TaxRates: [
        ...organisationAnswers.TaxRates,
        { Name: 'GST and levy', TaxType: 'TAX001', EffectiveRate: 12.5, CanApplyToRevenue: true },
      ],
    };
    const settings = { ...orderTrigger, tax: { rates: { 'AU-GST+AU-LEVY': 'TAX001' } } };
    expect(types([article], {}, { settings, organisation })).toEqual(['TAX001']);
  });
  test('a type that Xero lacks, or does not allow on the account, is held before anything is written', () => {
    const article = { sku: 'A', qty: 1, each: '11.00', gst: '1.00' };
    expect(holdsFor([article], {}, { settings: { ...orderTrigger, tax: { rates: { 'AU-GST': 'GONE' } } } })).toEqual([
      'tax.unknown / GONE',
    ]);
    const only = { CanApplyToRevenue: false, CanApplyToExpenses: true };
    const organisation = { TaxRates: [{ Name: 'GST on Expenses', TaxType: 'INPUT', ...only }] };
    expect(
      holdsFor([article], {}, { organisation, settings: { ...orderTrigger, tax: { rates: { 'AU-GST': 'INPUT' } } } }),
    ).toEqual(['tax.notAllowedOnAccount / INPUT on 200']);
  });
  test('freight of another class than the goods, untaxed at home, takes the untaxed type', () => {
    expect(types([{ sku: 'A', qty: 1, each: '11.00', gst: '1.00' }], { freight: { gross: '5.00', gst: '0' } })).toEqual(
      ['OUTPUT', 'EXEMPTOUTPUT'],
    );
  });
});

describe('Xero items', () => {
  const article = { sku: 'MUG', qty: 2, each: '22.00', gst: '4.00' };
  const settings = { ...orderTrigger, items: { enabled: true } };
  const item = (more: Json = {}) =>
    directoryFrom({ Contacts: [], Items: [{ ItemID: 'i', Code: 'MUG', IsTrackedAsInventory: false, ...more }] });
  const codes = (given: Given) => linesFor([article], {}, given).map(({ ItemCode }) => ItemCode);
  test('a code stands only where items are on and the item exists', () => {
    expect(codes({ settings })).toEqual([undefined]);
    expect(codes({ settings: orderTrigger, directory: item() })).toEqual([undefined]);
    expect(codes({ settings, directory: item() })).toEqual(['MUG']);
  });
  test('a linked product’s own code is taken, also where it was shortened', () => {
    const link = linkSchema.parse({
      tenantId: 't',
      recordKey: 'product:101',
      part: 'item',
      xeroType: 'Item',
      xeroId: 'i',
      xeroNumber: 'MUG-1a2b3c4d',
    });
    expect(codes({ settings, links: [link] })).toEqual(['MUG-1a2b3c4d']);
  });
  test('tracked goods given away are posted with their quantity, though the sale is 0.00', () => {
    const gift = { ...article, each: '0', gst: '0', fields: { tax_percent: 10 } };
    const lines = linesFor([gift], {}, { settings, directory: item({ IsTrackedAsInventory: true }) });
    expect(lines).toMatchObject([{ ItemCode: 'MUG', Quantity: '2', UnitAmount: '0.00' }]);
  });
  test('a tracked item’s quantity is never put into words', () => {
    const cheap = { sku: 'MUG', qty: 30, each: '0.35', gst: '0.95' };
    const lines = linesFor([cheap], {}, { settings, directory: item({ IsTrackedAsInventory: true }) });
    expect(lines).toMatchObject([{ ItemCode: 'MUG', Quantity: '30', UnitAmount: '0.35' }]);
  });
  test('too little stock in Xero makes an untracked line where that was chosen', () => {
    const short = item({ IsTrackedAsInventory: true, QuantityOnHand: '1' });
    expect(codes({ settings: { ...settings, stock: { insufficient: 'untracked' } }, directory: short })).toEqual([
      undefined,
    ]);
    expect(codes({ settings, directory: short })).toEqual(['MUG']);
  });
  test('a credit returns to stock only what Magento put back', () => {
    const sold = (restocked: Json) =>
      handmade({
        articles: [article],
        freight: free,
        invoices: [{ id: 1, of: { MUG: 2 } }],
        creditmemos: [{ id: 5, of: { MUG: 2 } }],
        snapshot: { restocked },
      });
    const credit = (restocked: Json) =>
      linesOf(
        only(
          planOf(sold(restocked), {
            settings: { ...settings, ...invoiceTrigger },
            directory: item({ IsTrackedAsInventory: true }),
          }),
          'creditNote.create',
        ),
      ).map(({ ItemCode, Quantity }) => `${Quantity ?? ''} ${ItemCode ?? 'no code'}`);
    expect(credit({ 500: 2 })).toEqual(['2 MUG']);
    expect(credit({ 500: 1 })).toEqual(['1 MUG', '1 no code']);
    expect(credit({})).toEqual(['2 no code']);
  });
});

test('a configurable’s return to stock stands on its child, and counts for its line', () => {
  const articles: Article[] = [
    { sku: 'TEE', qty: 2, each: '44.00', gst: '8.00', fields: { product_type: 'configurable' } },
    { sku: 'TEE-M', qty: 2, each: '0', gst: '0', parent: 'TEE' },
  ];
  const credit = (restocked: Json) =>
    linesOf(
      only(
        planOf(
          handmade({
            articles,
            freight: free,
            invoices: [{ id: 1, of: { TEE: 2 } }],
            creditmemos: [{ id: 5, of: { TEE: 2, 'TEE-M': 2 } }],
            snapshot: { restocked },
          }),
          {
            settings: { ...invoiceTrigger, items: { enabled: true } },
            directory: directoryFrom({
              Contacts: [],
              Items: [{ ItemID: 'i', Code: 'TEE-M', IsTrackedAsInventory: true }],
            }),
          },
        ),
        'creditNote.create',
      ),
    ).map(({ ItemCode, Quantity }) => `${Quantity ?? ''} ${ItemCode ?? 'no code'}`);
  expect(credit({ 501: 2 })).toEqual(['2 TEE-M']);
  expect(credit({})).toEqual(['2 no code']);
});

test('every line and amount tells which setting and which Magento field it came from', () => {
  const said: string[] = [];
  planOf(
    handmade({ articles: [{ sku: 'A', qty: 2, each: '11.00', gst: '2.00' }], freight: { gross: '5.50', gst: '0.50' } }),
    {
      settings: orderTrigger,
      explain: ({ ref, field, value, from }) => said.push(`${ref} ${field} = ${value} from ${from}`),
    },
  );
  for (const sentence of [
    'order:7/order LineItems[0].AccountCode = 200 from settings accounts.sales',
    'order:7/order LineItems[0].TaxType = OUTPUT from settings tax.rates.AU-GST',
    'order:7/order LineItems[0].TaxAmount = 2.00 from order.items[1].tax_amount',
    'order:7/order LineItems[1].AccountCode = 205 from settings accounts.shipping',
    'order:7/order InvoiceNumber = ORD-000000007 from settings sales.numbers.order + increment_id',
    "order:7/order Date = 2026-11-24 from order.created_at in the store's time zone",
    'order:7/order DueDate = 2026-11-24 from settings sales.terms.default: immediate',
  ])
    expect(said).toContain(sentence);
});
