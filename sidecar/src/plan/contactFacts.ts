import type { XeroContact, XeroContactPerson, XeroPhone } from '../model/document';
import type { WebsiteSettings } from '../model/settings';
import type { CustomerSnapshot, MagentoAddress, OrderSnapshot } from '../model/snapshot';
import { foldEmail } from '../model/record';
import { cleanName, cleanText, limits, personName, xeroAddress, xeroEmail, xeroPhones } from './contactFields';

/** The fields of a Xero contact that Magento decides, apart from its name and number. */
export type ContactDetails = Omit<XeroContact, 'ContactID' | 'Name' | 'ContactNumber'>;

/** What Magento knows about a buyer, in Xero's terms. */
export interface BuyerFacts {
  /** Company or "First Last", before any suffix; undefined when Magento knows no name at all. */
  readonly name: string | undefined;
  /** As typed, for look-ups: an address that Xero refuses still finds nothing wrong. */
  readonly email: string | undefined;
  /** E.g. `Sydney 2000`: tells namesakes apart. */
  readonly place: string | undefined;
  readonly details: ContactDetails;
  /** What all this rests on, as Magento has it: settings have no part in it. */
  readonly magento: unknown;
  /** Xero field → Magento field it came from, for `--explain`. */
  readonly sources: Readonly<Record<string, string>>;
  /** What was left out and why, in a bookkeeper's words. */
  readonly notes: readonly string[];
}

interface Buyer {
  readonly email: string | undefined;
  readonly firstname: string | undefined;
  readonly lastname: string | undefined;
  readonly taxvat: string | undefined;
  readonly billing: MagentoAddress | undefined;
  readonly shipping: MagentoAddress | undefined;
  /** What field mappings may name: `customer.…`, `address.…`, `shipping_address.…`, `group.…`, `order.…`. */
  readonly scope: Readonly<Record<string, unknown>>;
  readonly magento: unknown;
  readonly paths: {
    readonly email: string;
    readonly person: string;
    readonly taxvat: string;
    readonly billing: string;
  };
}

export function customerFacts(snapshot: CustomerSnapshot, settings: WebsiteSettings): BuyerFacts {
  const { customer } = snapshot;
  const standard = (kind: 'billing' | 'shipping') =>
    customer.addresses.find((address) => address[`default_${kind}`]) ??
    customer.addresses.find((address) => String(address.id) === customer[`default_${kind}`]);
  const billing = standard('billing') ?? standard('shipping') ?? customer.addresses[0];
  const shipping = standard('shipping') ?? billing;
  // Saved again without a change is no change; of the addresses, only those two are used.
  const { updated_at: _saved, addresses: _all, ...rest } = customer;
  return facts(
    {
      ...customer,
      billing,
      shipping,
      scope: { customer, address: billing, shipping_address: shipping, group: snapshot.group },
      magento: { ...rest, billing, shipping },
      paths: {
        email: 'customer.email',
        person: 'customer.firstname + customer.lastname',
        taxvat: 'customer.taxvat',
        billing: 'customer.addresses (default billing)',
      },
    },
    settings,
  );
}

/** A guest, or a buyer whose account no longer exists: all that is known stands on the order. */
export function orderBuyerFacts(snapshot: OrderSnapshot, settings: WebsiteSettings): BuyerFacts {
  const { order } = snapshot;
  const {
    customer_email: email,
    customer_firstname: firstname,
    customer_lastname: lastname,
    customer_taxvat: taxvat,
  } = order;
  const billing = order.billing_address ?? undefined;
  const shipping = order.extension_attributes?.shipping_assignments[0]?.shipping?.address ?? undefined;
  return facts(
    {
      email: email ?? billing?.email,
      firstname: firstname ?? billing?.firstname,
      lastname: lastname ?? billing?.lastname,
      taxvat,
      billing,
      shipping,
      scope: {
        order,
        customer: { email, firstname, lastname, taxvat },
        address: billing,
        shipping_address: shipping,
        group: snapshot.customer_group,
      },
      magento: { email, firstname, lastname, taxvat, billing, shipping },
      paths: {
        email: 'order.customer_email',
        person: 'order.billing_address.firstname + lastname',
        taxvat: 'order.customer_taxvat',
        billing: 'order.billing_address',
      },
    },
    settings,
  );
}

function facts(buyer: Buyer, settings: WebsiteSettings): BuyerFacts {
  const { billing, shipping, paths } = buyer;
  const person = personName(buyer.firstname, buyer.lastname);
  const company = cleanName(billing?.company);
  const isCompany = settings.contacts.name === 'company' && company !== undefined;
  const email = xeroEmail(buyer.email);
  const name = (isCompany ? company : undefined) ?? person ?? company ?? cleanName(buyer.email);
  const notes =
    email === undefined && (buyer.email ?? '').trim() !== ''
      ? ['Xero does not take its e-mail address (only plain letters, digits and signs), so it was left out']
      : [];
  const contactName = name ?? '';
  const addresses = [
    billing === undefined ? undefined : xeroAddress('POBOX', billing, contactName),
    shipping === undefined ? undefined : xeroAddress('STREET', shipping, contactName),
  ].filter((address) => address !== undefined);
  const phones = xeroPhones(billing, shipping);
  const standard = present({
    FirstName: cleanName(buyer.firstname),
    LastName: cleanName(buyer.lastname),
    EmailAddress: email,
    TaxNumber: cleanText(buyer.taxvat, limits.short) ?? cleanText(billing?.vat_id, limits.short),
    Addresses: some(addresses),
    Phones: some(phones),
    ContactPersons: isCompany ? some(companyPersons(buyer, email)) : undefined,
  });
  const sources: Record<string, string> = {
    Name: isCompany ? `${paths.billing}.company` : paths.person,
    FirstName: paths.person,
    LastName: paths.person,
    EmailAddress: paths.email,
    TaxNumber: buyer.taxvat === undefined ? `${paths.billing}.vat_id` : paths.taxvat,
    Addresses: paths.billing,
    Phones: `${paths.billing}.telephone`,
    ContactPersons: paths.person,
  };
  const details = mapFields(standard, buyer.scope, settings, sources);
  const place = cleanText([billing?.city, billing?.postcode].filter((part) => part !== undefined).join(' '), 60);
  return {
    name,
    email: buyer.email === undefined ? undefined : foldEmail(buyer.email),
    place,
    details,
    magento: buyer.magento,
    sources,
    notes,
  };
}

/** The person who buys for the company, then whoever else its addresses name; Xero keeps five. Nobody is e-mailed by it. */
function companyPersons(buyer: Buyer, email: string | undefined): XeroContactPerson[] {
  const people = [
    { first: buyer.firstname, last: buyer.lastname, email },
    { first: buyer.billing?.firstname, last: buyer.billing?.lastname, email: undefined },
    { first: buyer.shipping?.firstname, last: buyer.shipping?.lastname, email: undefined },
  ];
  const seen = new Set<string>();
  const persons: XeroContactPerson[] = [];
  for (const { first, last, email: address } of people) {
    const name = personName(first, last);
    if (name === undefined || seen.has(name.toLowerCase())) continue;
    seen.add(name.toLowerCase());
    persons.push({
      ...present({ FirstName: cleanName(first), LastName: cleanName(last), EmailAddress: address }),
      IncludeInEmails: false,
    });
  }
  return persons.slice(0, limits.persons);
}

/** Applies the merchant's field mappings; each overrules what the standard mapping gave. */
function mapFields(
  standard: ContactDetails,
  scope: Readonly<Record<string, unknown>>,
  settings: WebsiteSettings,
  sources: Record<string, string>,
): ContactDetails {
  let details = standard;
  for (const { from, to, transform } of settings.contacts.fields) {
    const value = transformed(textAt(scope, from), transform);
    if (value === undefined) continue;
    sources[to.startsWith('Phone.') ? 'Phones' : to] = `${from} (contacts.fields)`;
    if (to.startsWith('Phone.')) {
      const type = to.slice('Phone.'.length) as XeroPhone['PhoneType'];
      const number = cleanText(value, limits.short);
      if (number === undefined) continue;
      const others = (details.Phones ?? []).filter((phone) => phone.PhoneType !== type);
      details = { ...details, Phones: [...others, { PhoneType: type, PhoneNumber: number }] };
      continue;
    }
    const field = fieldValue(to, value);
    if (field !== undefined) details = { ...details, [to]: field };
  }
  return details;
}

function fieldValue(field: string, value: string): string | undefined {
  if (field === 'EmailAddress') return xeroEmail(value);
  return field === 'FirstName' || field === 'LastName' ? cleanName(value) : cleanText(value, limits.short);
}

function transformed(value: string | undefined, transform: 'none' | 'upper' | 'lower' | 'trim' | 'digits') {
  if (value === undefined) return undefined;
  switch (transform) {
    case 'upper':
      return value.toUpperCase();
    case 'lower':
      return value.toLowerCase();
    case 'digits':
      return value.replace(/\D/g, '');
    case 'trim':
    case 'none':
      return value.trim();
  }
}

/**
 * Follows a path such as `customer.custom_attributes.abn`. Magento lists custom attributes as `{ attribute_code, value }`; a list of
 * values (multiselect) is joined by commas.
 */
export function textAt(scope: unknown, path: string): string | undefined {
  let value: unknown = scope;
  for (const step of path.split('.')) {
    if (Array.isArray(value)) {
      const attribute: unknown = value.find(
        (row: unknown) =>
          typeof row === 'object' && row !== null && 'attribute_code' in row && row.attribute_code === step,
      );
      value =
        typeof attribute === 'object' && attribute !== null && 'value' in attribute
          ? attribute.value
          : (value as readonly unknown[])[Number(step)];
    } else if (typeof value === 'object' && value !== null) value = (value as Readonly<Record<string, unknown>>)[step];
    else return undefined;
  }
  if (Array.isArray(value))
    return value.every((item) => typeof item === 'string' || typeof item === 'number') ? value.join(', ') : undefined;
  return typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean'
    ? String(value)
    : undefined;
}

const some = <T>(rows: readonly T[]): readonly T[] | undefined => (rows.length === 0 ? undefined : rows);

type Present<T> = { readonly [K in keyof T]?: Exclude<T[K], undefined> };
const present = <T extends Readonly<Record<string, unknown>>>(fields: T): Present<T> =>
  Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined)) as Present<T>;
