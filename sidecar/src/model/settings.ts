import { z } from 'zod';

/**
 * One schema for the settings file (SETTINGS_FILE, YAML) and for what Magento's configuration answers. `defaults` hold for every
 * website; `websites.<id>` overrides them, deep. Each field's description says what it does to the books; docs/settings.md is
 * generated from here.
 */
const map = <T extends z.ZodType>(value: T) => z.record(z.string(), value).default({});
const method = z.string();
const prefix = z
  .string()
  .max(20)
  .regex(/^[\x20-\x7e]*$/, 'printable ASCII only');

export const triggerSchema = z.enum(['invoice', 'order', 'complete']);
export type Trigger = z.infer<typeof triggerSchema>;
export const modeSchema = z.enum(['off', 'preview', 'draft', 'live']);
export type Mode = z.infer<typeof modeSchema>;

/** `immediate`, `contact`, `14 days`, `20 days after end of month`, `day 20 of next month`, `day 28 of this month`. */
export const termsSchema = z
  .string()
  .regex(
    /^(immediate|contact|\d{1,3} days|\d{1,3} days after end of month|day ([1-9]|[12]\d|3[01]) of (this|next) month)$/,
    'not a payment term',
  );
const documentStatus = z.enum(['DRAFT', 'SUBMITTED', 'AUTHORISED']);

export const numbersSchema = z.object({
  invoice: prefix.default('INV-').describe('Prefix of a Magento invoice’s number in Xero.'),
  order: prefix.default('ORD-').describe('Prefix of the number of an invoice made from a whole order.'),
  creditmemo: prefix.default('CN-').describe('Prefix of a credit memo’s number in Xero.'),
});

export const fieldMappingSchema = z.object({
  from: z
    .string()
    .min(1)
    .describe('Path in the Magento record, e.g. `customer.custom_attributes.abn` or `address.vat_id`.'),
  to: z
    .enum([
      'AccountNumber',
      'TaxNumber',
      'CompanyNumber',
      'FirstName',
      'LastName',
      'EmailAddress',
      'Phone.DEFAULT',
      'Phone.MOBILE',
      'Phone.DDI',
      'Phone.FAX',
    ])
    .describe('Field of the Xero contact.'),
  transform: z
    .enum(['none', 'upper', 'lower', 'trim', 'digits'])
    .default('none')
    .describe('What is done to the value on its way; `digits` keeps only those.'),
});

const paymentMethodSchema = z.union([
  z.literal('none').describe('No payment is posted: the money is matched in Xero when it arrives.'),
  z.object({ account: z.string().min(1).describe('Code or AccountID of the bank or clearing account.') }),
]);

export const trackingFromSchema = z
  .string()
  .regex(/^(website|store|payment_method|customer_group|owner|product:[a-z0-9_]+)$/, 'unknown source of tracking');

export const websiteSettingsSchema = z.object({
  mode: modeSchema
    .default('preview')
    .describe(
      '`off`: nothing is planned. `preview`: everything is planned and shown, nothing is written. `draft`: documents are written as DRAFT, without payments. `live`: everything is written.',
    ),
  cut_over: z
    .string()
    .regex(
      /^\d{4}-\d{2}-\d{2}([T ]\d{2}:\d{2}(:\d{2})?(Z|[+-]\d{2}:\d{2})?)?$/,
      'not a moment such as 2026-07-01 or 2026-07-01 00:00',
    )
    .nullable()
    .default(null)
    .describe(
      'Documents dated before this moment (store time) are not written. Null: the moment of the first enabling.',
    ),
  tenant: z
    .string()
    .nullable()
    .default(null)
    .describe('Which Xero organisation this website posts to. Null: the only one connected.'),
  country: z
    .string()
    .length(2)
    .default('AU')
    .describe('Tax country of the shop where the snapshot does not say; exports are measured against it.'),
  contacts: z
    .object({
      name: z
        .enum(['person', 'company'])
        .default('company')
        .describe('Name of the contact: the company where there is one, else "First Last".'),
      guests: z
        .enum(['per_email', 'shared'])
        .default('per_email')
        .describe(
          '`per_email`: one contact per guest e-mail address. `shared`: all guests’ documents stand on one contact.',
        ),
      shared_name: z
        .string()
        .default('Magento guests')
        .describe('Name of the shared guest contact. A contact of this name in Xero is used; else it is made.'),
      shared_limit: z
        .string()
        .regex(/^\d+(\.\d+)?$/)
        .default('1000')
        .describe(
          'From this order total, in base currency, tax law wants the buyer’s identity on the invoice (1000 in Australia and New Zealand; above 250 in the United Kingdom), so the shared contact is not used.',
        ),
      groups: map(z.string()).describe(
        'Customer group code → contact group in Xero. A contact is added to the group, never taken out of one.',
      ),
      fields: z
        .array(fieldMappingSchema)
        .default([])
        .describe(
          'Further fields of the contact, custom attributes included; each overrules what Ledgerlink fills by itself.',
        ),
    })
    .prefault({}),
  sales: z
    .object({
      triggers: z
        .object({
          default: triggerSchema
            .default('invoice')
            .describe(
              'When an invoice appears in Xero: at Magento’s invoice, when the order is placed, or when it is complete.',
            ),
          methods: z
            .record(method, triggerSchema)
            .default({ checkmo: 'order', banktransfer: 'order', purchaseorder: 'order', cashondelivery: 'order' })
            .describe(
              'Per payment method. Offline methods use `order`: the invoice must stand open before its money can be matched.',
            ),
        })
        .prefault({}),
      numbers: numbersSchema.prefault({}),
      // No defaults here: what a store view does not name comes from `numbers`, not from what is shipped.
      store_numbers: map(
        z.object({ invoice: prefix.optional(), order: prefix.optional(), creditmemo: prefix.optional() }),
      ).describe('Prefixes per store view code; needed where two store views give the same number.'),
      reference: z
        .string()
        .max(200)
        .default('Order {order} · {po_number} · {payment_method}')
        .describe('Reference of documents; empty parts are dropped.'),
      status: documentStatus
        .default('AUTHORISED')
        .describe(
          'Status of new documents. Payments, credits and refunds of a document that is not approved wait for its approval.',
        ),
      order_statuses: z
        .record(z.string(), documentStatus.or(z.literal('wait')))
        .default({ holded: 'DRAFT', payment_review: 'wait', fraud: 'wait', pending_payment: 'wait' })
        .describe('Magento order status or state → status of its new documents, or `wait`: nothing is written yet.'),
      terms: z
        .object({
          default: termsSchema.default('immediate').describe('When an invoice is due.'),
          groups: z
            .record(z.string(), termsSchema)
            .default({})
            .describe('Per customer group code; wins over the payment method.'),
          methods: z.record(method, termsSchema).default({}).describe('Per payment method.'),
        })
        .prefault({}),
      zero_total: z
        .enum(['skip', 'post'])
        .default('skip')
        .describe(
          'Documents whose lines add up to 0.00: not written, or posted, so that tracked goods given away leave stock. A sale paid by gift card is not zero.',
        ),
      locked_period: z
        .enum(['hold', 'redate'])
        .default('hold')
        .describe('A date in a locked period: wait for a person, or use the first open day.'),
      surcharges: z
        .array(
          z.object({
            amount: z.string().min(1).describe('Field with the charge, without tax.'),
            tax: z.string().min(1).nullable().default(null).describe('Field with its tax; null: it carries none.'),
            name: z.string().min(1).default('Surcharge').describe('What the line is called.'),
          }),
        )
        .default([])
        .describe(
          'Charges that an extension adds to the totals, by its fields in `extension_attributes` of orders, invoices and credit memos. A charge that is not listed leaves a difference, and the document is held.',
        ),
      bundle_parent_line: z
        .boolean()
        .default(true)
        .describe('Show a dynamic bundle’s name as a line without amount above its parts.'),
      tolerance: z
        .string()
        .regex(/^\d+(\.\d+)?$/)
        .default('0.02')
        .describe(
          'Largest difference between Magento’s total and its lines that becomes a Rounding line; more is held with both columns shown.',
        ),
    })
    .prefault({}),
  accounts: z
    .object({
      sales: z
        .string()
        .nullable()
        .default(null)
        .describe('Revenue account of goods, by code. Null: every sale is held.'),
      shipping: z.string().nullable().default(null).describe('Account of shipping; null: as sales.'),
      rounding: z
        .string()
        .nullable()
        .default(null)
        .describe('Account of Rounding lines; null: the organisation’s ROUNDING system account.'),
      adjustment_refund: z
        .string()
        .nullable()
        .default(null)
        .describe('Account of a credit memo’s adjustment refund; null: as sales.'),
      adjustment_fee: z
        .string()
        .nullable()
        .default(null)
        .describe('Account of a credit memo’s adjustment fee; null: as sales.'),
      fpt: z.string().nullable().default(null).describe('Account of fixed product tax; null: as sales.'),
      surcharge: z.string().nullable().default(null).describe('Account of surcharges; null: as sales.'),
      gift_wrapping: z.string().nullable().default(null).describe('Account of gift wrapping; null: as sales.'),
      gift_card_sold: z
        .string()
        .nullable()
        .default(null)
        .describe('Liability account of gift cards sold: the sale is no revenue until the card is spent. Null: held.'),
      by_attribute: z
        .object({ attribute: z.string(), map: z.record(z.string(), z.string()) })
        .nullable()
        .default(null)
        .describe('Revenue account by a product attribute’s value; wins over type and tax class.'),
      by_product_type: map(z.string()).describe('Revenue account by product type.'),
      by_tax_class: map(z.string()).describe('Revenue account by product tax class id.'),
    })
    .prefault({}),
  tax: z
    .object({
      rates: map(z.string()).describe(
        'Magento tax rate code → Xero tax type of lines taxed by it. Several rates on one line: the codes joined by `+` in alphabetical order. What is not listed is held.',
      ),
      export: z
        .string()
        .nullable()
        .default(null)
        .describe('Tax type of untaxed physical goods shipped outside the tax country (AU: EXEMPTEXPORT).'),
      overseas_other: z
        .string()
        .nullable()
        .default(null)
        .describe('Tax type of untaxed virtual goods or pick-up for overseas buyers; null: held.'),
      classes: map(z.string()).describe(
        'Product tax class id → tax type of lines on which no tax was charged at home. Class 0 is "None". What is not listed is held.',
      ),
      untaxed: z
        .string()
        .nullable()
        .default(null)
        .describe('Tax type of untaxed lines without a product: adjustments, shipping without tax, fixed product tax.'),
      rounding: z.string().nullable().default(null).describe('Tax type of Rounding lines; null: as untaxed.'),
      liability: z.string().nullable().default(null).describe('Tax type of gift cards sold (AU: BASEXCLUDED).'),
      adjustments: z
        .enum(['untaxed', 'goods'])
        .default('untaxed')
        .describe(
          'A credit memo’s adjustments: untaxed as in Magento, or taxed as the credited goods (then the GST differs from Magento’s).',
        ),
    })
    .prefault({}),
  payments: z
    .object({
      methods: z
        .record(method, paymentMethodSchema)
        .default({ checkmo: 'none', banktransfer: 'none', purchaseorder: 'none', cashondelivery: 'none', free: 'none' })
        .describe('Account of captured money per payment method, or `none`. A method that is not listed is held.'),
      gift_card: z
        .string()
        .nullable()
        .default(null)
        .describe('Liability account from which gift cards pay; must allow payments.'),
      store_credit: z
        .string()
        .nullable()
        .default(null)
        .describe('Liability account from which store credit pays; must allow payments.'),
      reward_points: z
        .union([z.literal('undecided'), z.object({ account: z.string() })])
        .default('undecided')
        .describe('Liability account of reward points; undecided: held.'),
    })
    .prefault({}),
  refunds: z
    .object({
      none_methods: z
        .enum(['by_terms', 'leave_open', 'allocate'])
        .default('by_terms')
        .describe(
          'Credit notes of methods set to `none`. `by_terms`: where the terms are `immediate` the buyer has paid, so the credit stays open until the bank shows the refund; on-account terms set it off against the open invoice. Or always one of the two.',
        ),
    })
    .prefault({}),
  tracking: z
    .array(
      z.object({
        category: z.string().describe('Name of the tracking category in Xero; it must exist.'),
        from: trackingFromSchema.describe(
          'website, store, payment_method, customer_group, owner, or product:<attribute>.',
        ),
        map: map(z.string()).describe('Value in Magento → option in Xero; the option must exist.'),
        default: z.string().nullable().default(null).describe('Option where the map says nothing; null: none.'),
      }),
    )
    .max(2)
    .default([])
    .describe('Tracking on every line: up to two categories, each filled from a fact of the sale.'),
  items: z
    .object({
      enabled: z
        .boolean()
        .default(false)
        .describe(
          'Make a Xero item of each product that is sold by itself, found by its code (the SKU), and name it on lines. Existing items keep their accounts and prices.',
        ),
      sales_account: z
        .string()
        .nullable()
        .default(null)
        .describe('Sales account of new items; null: as accounts.sales.'),
      purchase_account: z
        .string()
        .nullable()
        .default(null)
        .describe('Purchase account of new untracked items; null: none.'),
      code_prefix: z
        .string()
        .max(10)
        .default('')
        .describe(
          'Prefix of item codes. Codes longer than 30 characters are shortened, always in the same way; the SKU stays in the description.',
        ),
    })
    .prefault({}),
  stock: z
    .object({
      owner: z
        .enum(['off', 'magento', 'xero'])
        .default('off')
        .describe(
          'Who decides quantities. `magento`: items tracked in Xero get adjustments for what no sale or refund explains. `xero`: quantities in Xero are written to Magento. Products made as items are tracked then.',
        ),
      sources: z.array(z.string()).default([]).describe('Magento sources whose quantities count; empty: all.'),
      asset_account: z
        .string()
        .nullable()
        .default(null)
        .describe('Inventory asset account (type INVENTORY) of tracked items; null: new items are untracked.'),
      cogs_account: z
        .string()
        .nullable()
        .default(null)
        .describe('Cost of goods sold account of tracked items; null: new items are untracked.'),
      adjustment_account: z
        .string()
        .nullable()
        .default(null)
        .describe('Account against which quantities are corrected: the other side of every adjustment. Null: held.'),
      contact_name: z
        .string()
        .default('Inventory Adjustments')
        .describe('Contact of adjustment documents (bills and supplier credits of 0.00); made if it is not there.'),
      insufficient: z
        .enum(['hold', 'allow_backorders', 'untracked'])
        .default('hold')
        .describe(
          'When Xero has too little stock for an invoice: hold it, let Xero put it on backorder, or post the line without its item.',
        ),
    })
    .prefault({}),
  audit: z
    .object({
      history_notes: z
        .boolean()
        .default(true)
        .describe('Write one history note per document, from spare allowance only.'),
      owner_attribute: z
        .string()
        .nullable()
        .default(null)
        .describe('Order or customer attribute that holds the owner’s e-mail, matched to Xero users.'),
    })
    .prefault({}),
  unconfirmed: z
    .array(z.string())
    .default([])
    .describe(
      'Paths of guesses a person has not confirmed, e.g. `tax.rates.AU-GST`. Planning uses them; live, what rests on one is held.',
    ),
});
export type WebsiteSettings = z.infer<typeof websiteSettingsSchema>;

/** Live, nothing is written that rests on a guess nobody confirmed: what uses the setting at `path` is held (`setting.unconfirmed`). */
export const restsOnGuess = (settings: WebsiteSettings, path: string): boolean =>
  settings.mode === 'live' && settings.unconfirmed.includes(path);

const overrides = z.record(z.string(), z.unknown());

export const settingsFileSchema = z.object({
  version: z.literal(1).default(1),
  defaults: overrides.default({}).describe('Settings of every website.'),
  websites: z
    .record(z.string().regex(/^\d+$/, 'a website id'), overrides)
    .default({})
    .describe('By website id; only what differs.'),
});
export type SettingsFile = z.infer<typeof settingsFileSchema>;

/** All settings, ready for planning; `version` is the fingerprint that links pin. */
export interface Settings {
  readonly version: string;
  forWebsite(websiteId: number): WebsiteSettings;
}
