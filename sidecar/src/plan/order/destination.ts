import type { OrderContext } from './context';

/** Where a sale's goods went, as far as tax asks. */
export interface Destination {
  readonly home: string;
  /** Physical goods left the shop's tax country. */
  readonly shippedAbroad: boolean;
  readonly buyerAbroad: boolean;
  readonly pickedUp: boolean;
}

const pickUp = /pick_?-?up|instore|in_store|collect/i;

export function destinationOf({ order, snapshot, settings }: OrderContext): Destination {
  const home = (snapshot.store?.tax_country ?? settings.country).toUpperCase();
  const shipping = order.extension_attributes?.shipping_assignments[0]?.shipping;
  const method = order.shipping_method ?? shipping?.method ?? '';
  const pickedUp = pickUp.test(method);
  const abroad = (country: string | undefined) => country !== undefined && country.toUpperCase() !== home;
  return {
    home,
    pickedUp,
    shippedAbroad: !pickedUp && abroad(shipping?.address?.country_id),
    buyerAbroad: abroad(shipping?.address?.country_id) || abroad(order.billing_address?.country_id),
  };
}
