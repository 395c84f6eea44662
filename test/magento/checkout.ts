import { z } from 'zod';
import type { Rest } from './rest';

export interface CartItem {
  readonly sku: string;
  readonly qty: number;
  readonly product_option?: unknown;
}
export interface Basket {
  readonly items: readonly CartItem[];
  readonly coupon?: string;
  readonly email?: string;
  readonly shipping?: 'flatrate' | 'freeshipping' | 'none';
  readonly address?: Readonly<Record<string, unknown>>;
  readonly method?: string;
  readonly store?: string;
}

export const address = {
  firstname: 'Jane',
  lastname: 'Citizen',
  company: 'Citizen Pty Ltd',
  street: ['1 George Street', 'Level 2'],
  city: 'Sydney',
  region_code: 'NSW',
  region: 'New South Wales',
  postcode: '2000',
  country_id: 'AU',
  telephone: '0290000000',
};

const countries = z.object({ available_regions: z.array(z.object({ id: z.string(), code: z.string() })) });
const regionIds = new Map<string, Promise<number>>();

/** Magento numbers regions anew in each installation. */
export function regionId(rest: Rest, code = address.region_code): Promise<number> {
  const key = `${rest.url} ${code}`;
  const known =
    regionIds.get(key) ??
    rest.call('GET', '/rest/default/V1/directory/countries/AU').then((answer) => {
      const region = countries.parse(answer).available_regions.find((candidate) => candidate.code === code);
      if (region === undefined) throw new Error(`no region ${code}`);
      return Number(region.id);
    });
  regionIds.set(key, known);
  return known;
}

/** A basket up to its last step: `place` is the checkout itself, the one request that makes the order. */
export async function fillCart(rest: Rest, basket: Basket): Promise<{ place: () => Promise<number> }> {
  const { items, coupon, email = 'jane@example.com', shipping = 'flatrate', store = 'default' } = basket;
  const base = `/rest/${store}/V1/guest-carts`;
  const cart = z.string().parse(await rest.call('POST', base));
  for (const item of items) await rest.call('POST', `${base}/${cart}/items`, { cartItem: { ...item, quote_id: cart } });
  if (coupon !== undefined) await rest.call('PUT', `${base}/${cart}/coupons/${coupon}`);
  const where = { ...address, region_id: await regionId(rest), ...basket.address, email };
  if (shipping !== 'none')
    await rest.call('POST', `${base}/${cart}/shipping-information`, {
      addressInformation: {
        shipping_address: where,
        billing_address: where,
        shipping_carrier_code: shipping,
        shipping_method_code: shipping,
      },
    });
  const payment = { email, paymentMethod: { method: basket.method ?? 'checkmo' }, billingAddress: where };
  return {
    place: async () => Number(await rest.call('POST', `${base}/${cart}/payment-information`, payment)),
  };
}

/** A guest's order; its entity id. */
export async function placeOrder(rest: Rest, basket: Basket): Promise<number> {
  return (await fillCart(rest, basket)).place();
}
