import * as sdk from 'xero-node/dist/gen/model/accounting/models';

/**
 * Names and types of every field, from the tables inside the installed xero-node (generated from a newer release of
 * Xero's API file than any copy at hand). Lengths are our own short table; the conformance suite compares it with the
 * API file where one is given.
 */
interface Attribute {
  readonly baseName: string;
  readonly type: string;
}

interface ModelClass {
  getAttributeTypeMap?: () => readonly Attribute[];
  readonly [nested: string]: unknown;
}

const models = sdk as unknown as Readonly<Record<string, ModelClass | undefined>>;
const cache = new Map<string, ReadonlyMap<string, string>>();

/** Field name → type (`string`, `number`, `boolean`, `Date`, `Array<X>`, a model, or an enumeration). */
export function fieldsOf(model: string): ReadonlyMap<string, string> | undefined {
  const known = cache.get(model);
  if (known) return known;
  const attributes = models[model]?.getAttributeTypeMap?.();
  if (!attributes) return undefined;
  const fields = new Map(attributes.map((a) => [a.baseName, a.type] as const));
  cache.set(model, fields);
  return fields;
}

/** The legal values of an enumeration type such as `Invoice.StatusEnum` or `CurrencyCode`. */
export function valuesOf(type: string): readonly string[] | undefined {
  const [model = '', nested] = type.split('.');
  const values = nested === undefined ? models[model] : models[model]?.[nested];
  if (typeof values !== 'object' || values === null) return undefined;
  return Object.values(values).filter((value): value is string => typeof value === 'string');
}

/** Greatest number of characters, `Model.Field`. */
export const lengths: Readonly<Record<string, number>> = {
  'Account.Name': 150,
  'Account.Code': 10,
  'Address.AddressLine1': 500,
  'Address.AddressLine2': 500,
  'Address.AddressLine3': 500,
  'Address.AddressLine4': 500,
  'Address.City': 255,
  'Address.Region': 255,
  'Address.PostalCode': 50,
  'Address.Country': 50,
  'Address.AttentionTo': 255,
  'Phone.PhoneNumber': 50,
  'Phone.PhoneAreaCode': 10,
  'Phone.PhoneCountryCode': 20,
  'Contact.ContactNumber': 50,
  'Contact.AccountNumber': 50,
  'Contact.Name': 255,
  'Contact.FirstName': 255,
  'Contact.LastName': 255,
  'Contact.CompanyNumber': 50,
  'Contact.EmailAddress': 255,
  'Contact.TaxNumber': 50,
  'ContactPerson.FirstName': 255,
  'ContactPerson.LastName': 255,
  'ContactPerson.EmailAddress': 255,
  'Invoice.InvoiceNumber': 255,
  'Invoice.Reference': 255,
  'CreditNote.CreditNoteNumber': 255,
  'CreditNote.Reference': 255,
  'Payment.Reference': 255,
  'BankTransaction.Reference': 255,
  'LineItem.Description': 4000,
  'LineItemTracking.Name': 100,
  'LineItemTracking.Option': 100,
  'Item.Code': 30,
  'Item.Name': 50,
  'Item.Description': 4000,
  'Item.PurchaseDescription': 4000,
  'TrackingCategory.Name': 100,
  'TrackingCategory.Option': 100,
  'TrackingOption.Name': 100,
};
