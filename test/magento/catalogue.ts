import { z } from 'zod';
import { address, regionId } from './checkout';
import type { Rest } from './rest';

const withId = z.object({ id: z.number() });
const taxable = [{ attribute_code: 'tax_class_id', value: '2' }];

interface Product {
  readonly sku: string;
  readonly name: string;
  readonly price?: string;
  readonly [field: string]: unknown;
}

/** One product in website 1 with GST, 10,000 of it in the source `default`. */
export async function makeProduct(
  rest: Rest,
  product: Product,
  extension: Readonly<Record<string, unknown>> = {},
): Promise<void> {
  await rest.postAll('/products', {
    product: {
      status: 1,
      visibility: 4,
      type_id: 'simple',
      attribute_set_id: 4,
      weight: '0.5',
      custom_attributes: taxable,
      ...product,
      extension_attributes: {
        website_ids: [1],
        stock_item: { qty: 10000, is_in_stock: true, manage_stock: true },
        ...extension,
      },
    },
  });
}

/** GST of 10 %, simple, virtual and configurable products, a dynamic bundle, a coupon of 10 %, two sources, a customer with two addresses. */
export async function makeCatalogue(rest: Rest): Promise<void> {
  await makeTax(rest);
  await makeProduct(rest, { sku: 'MUG', name: 'Stoneware Mug', price: '22.00' });
  await makeProduct(rest, { sku: 'TOTE', name: 'Canvas Tote', price: '34.95' });
  await makeProduct(rest, { sku: 'CARD', name: 'Gift Card Sleeve', price: '0.99' });
  await makeProduct(rest, { sku: 'JAR', name: 'Storage Jar', price: '18.50' });
  await makeProduct(rest, { sku: 'ENGRAVING', name: 'Engraving', price: '15.00', type_id: 'virtual' });
  await makeConfigurable(rest);
  await makeBundle(rest);
  await makeCoupon(rest, 'SAVE10', { simple_action: 'by_percent', discount_amount: 10, apply_to_shipping: true });
  await makeSecondSource(rest);
  await makeCustomer(rest);
}

async function makeTax(rest: Rest): Promise<void> {
  const rate = { tax_country_id: 'AU', tax_region_id: 0, tax_postcode: '*', rate: 10, code: 'AU-GST', titles: [] };
  const { id } = withId.parse(await rest.post('/taxRates', { tax_rate: rate }));
  await rest.post('/taxRules', {
    rule: {
      code: 'GST',
      priority: 0,
      position: 0,
      customer_tax_class_ids: [3],
      product_tax_class_ids: [2],
      tax_rate_ids: [id],
      calculate_subtotal: false,
    },
  });
}

const options = z.array(z.object({ label: z.string().trim(), value: z.string() }));

async function makeConfigurable(rest: Rest): Promise<void> {
  const attribute = z.object({ attribute_id: z.number() }).parse(
    await rest.postAll('/products/attributes', {
      attribute: {
        attribute_code: 'size',
        frontend_input: 'select',
        scope: 'global',
        is_required: false,
        default_frontend_label: 'Size',
        options: [{ label: 'S' }, { label: 'L' }],
      },
    }),
  );
  await rest.postAll('/products/attribute-sets/attributes', {
    attributeSetId: 4,
    attributeGroupId: 7,
    attributeCode: 'size',
    sortOrder: 50,
  });
  const sizes = options.parse(await rest.get('/products/attributes/size/options')).filter(({ value }) => value !== '');
  for (const { label, value } of sizes)
    await makeProduct(rest, {
      sku: `TEE-${label}`,
      name: `Tee ${label}`,
      price: '44.00',
      visibility: 1,
      custom_attributes: [...taxable, { attribute_code: 'size', value }],
    });
  await makeProduct(
    rest,
    { sku: 'TEE', name: 'Tee', type_id: 'configurable' },
    { stock_item: { is_in_stock: true, manage_stock: true } },
  );
  await rest.postAll('/configurable-products/TEE/options', {
    option: {
      attribute_id: String(attribute.attribute_id),
      label: 'Size',
      position: 0,
      is_use_default: true,
      values: sizes.map(({ value }) => ({ value_index: Number(value) })),
    },
  });
  for (const { label } of sizes) await rest.postAll('/configurable-products/TEE/child', { childSku: `TEE-${label}` });
}

/** How a basket names the size of the configurable product. */
export async function sizeOption(rest: Rest, size: string): Promise<unknown> {
  const { attribute_id } = z.object({ attribute_id: z.number() }).parse(await rest.get('/products/attributes/size'));
  const option = options.parse(await rest.get('/products/attributes/size/options')).find(({ label }) => label === size);
  return {
    extension_attributes: {
      configurable_item_options: [{ option_id: String(attribute_id), option_value: Number(option?.value) }],
    },
  };
}

async function makeBundle(rest: Rest): Promise<void> {
  const part = (title: string, sku: string, position: number) => ({
    title,
    required: true,
    type: 'select',
    position,
    product_links: [{ sku, qty: 1, is_default: true, price: 0, price_type: 0, can_change_quantity: 0 }],
  });
  await makeProduct(
    rest,
    {
      sku: 'GIFTBOX',
      name: 'Gift Box',
      type_id: 'bundle',
      custom_attributes: [
        ...taxable,
        { attribute_code: 'price_type', value: '0' },
        { attribute_code: 'price_view', value: '0' },
        { attribute_code: 'sku_type', value: '1' },
        { attribute_code: 'weight_type', value: '0' },
        { attribute_code: 'shipment_type', value: '0' },
      ],
    },
    {
      stock_item: { is_in_stock: true, manage_stock: true },
      bundle_product_options: [part('Cup', 'MUG', 1), part('Bag', 'TOTE', 2)],
    },
  );
}

/** How a basket names the default selections of a bundle. */
export async function bundleOption(rest: Rest, sku: string): Promise<Record<string, unknown>> {
  const parts = z
    .array(z.object({ option_id: z.number(), product_links: z.array(z.object({ id: z.coerce.number() })) }))
    .parse(await rest.get(`/bundle-products/${sku}/options/all`));
  const bundle_options = parts.map(({ option_id, product_links }) => ({
    option_id,
    option_qty: 1,
    option_selections: product_links.map(({ id }) => id),
  }));
  return { bundle_options };
}

/** A shopping cart rule with a coupon of its own code. */
export async function makeCoupon(rest: Rest, code: string, rule: Readonly<Record<string, unknown>>): Promise<void> {
  const { rule_id } = z.object({ rule_id: z.number() }).parse(
    await rest.post('/salesRules', {
      rule: {
        name: code,
        website_ids: [1],
        customer_group_ids: [0, 1, 2, 3],
        uses_per_customer: 0,
        is_active: true,
        stop_rules_processing: false,
        is_advanced: true,
        sort_order: 0,
        discount_step: 0,
        apply_to_shipping: false,
        times_used: 0,
        is_rss: false,
        coupon_type: 'SPECIFIC_COUPON',
        use_auto_generation: false,
        uses_per_coupon: 0,
        ...rule,
      },
    }),
  );
  await rest.post('/coupons', { coupon: { rule_id, code, times_used: 0, is_primary: true } });
}

/** A second warehouse with a stock of its own beside the one that the website sells from; only the jar lies in both. */
async function makeSecondSource(rest: Rest): Promise<void> {
  const source = { source_code: 'north', name: 'Warehouse North', enabled: true, country_id: 'AU', postcode: '4000' };
  await rest.post('/inventory/sources', { source });
  const stock_id = Number(await rest.post('/inventory/stocks', { stock: { name: 'North' } }));
  await rest.post('/inventory/stock-source-links', { links: [{ source_code: 'north', stock_id, priority: 1 }] });
  await rest.post('/inventory/source-items', {
    sourceItems: [{ sku: 'JAR', source_code: 'north', quantity: 50, status: 1 }],
  });
}

async function makeCustomer(rest: Rest): Promise<void> {
  const { region, region_code, ...lines } = address;
  const home = { ...lines, region: { region, region_code, region_id: await regionId(rest) } };
  await rest.post('/customers', {
    customer: {
      email: 'jane@example.com',
      firstname: 'Jane',
      lastname: 'Citizen',
      group_id: 1,
      store_id: 1,
      website_id: 1,
      addresses: [
        { ...home, default_billing: true, default_shipping: true },
        { ...home, street: ['99 Pitt Street'] },
      ],
    },
    password: 'Example-Cust-123',
  });
}
