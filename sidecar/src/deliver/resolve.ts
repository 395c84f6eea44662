import { isRef } from '../model/document';
import type { PartRef } from '../model/record';
import type { DeliveryOperation } from './ports';

/** Ids by Xero type of everything a reference may mean; a key is `<instance>|<recordKey>/<part>`. */
export type LinkedIds = ReadonlyMap<string, ReadonlyMap<string, string>>;

export const linkKey = (instanceId: string, ref: PartRef): string => `${instanceId}|${ref}`;

/** Which types of document the id under a field name may be, best first. */
const typesByField: Readonly<Record<string, readonly string[]>> = {
  ContactID: ['Contact'],
  InvoiceID: ['Invoice', 'StockAdjustment'],
  CreditNoteID: ['CreditNote', 'StockAdjustment'],
  PaymentID: ['Payment', 'Refund'],
  AllocationID: ['Allocation'],
  ItemID: ['Item'],
};

/** The operation's document with ids where references stood, and the references that have none yet. */
export function resolveDocument(
  operation: Pick<DeliveryOperation, 'document' | 'instanceId'>,
  ids: LinkedIds,
): { readonly document: Readonly<Record<string, unknown>>; readonly missing: readonly PartRef[] } {
  const missing: PartRef[] = [];
  const walk = (value: unknown, field: string): unknown => {
    if (isRef(value)) {
      const known = ids.get(linkKey(operation.instanceId, value.ref));
      const types = typesByField[field] ?? [...(known?.keys() ?? [])].filter((type) => type !== 'History');
      const id = types.map((type) => known?.get(type)).find((candidate) => candidate !== undefined);
      if (id === undefined) missing.push(value.ref);
      return id ?? null;
    }
    if (Array.isArray(value)) return value.map((item) => walk(item, field));
    if (typeof value === 'object' && value !== null)
      return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, walk(item, key)]));
    return value;
  };
  const resolved = walk(operation.document, '');
  return { document: asObject(resolved), missing };
}

const asObject = (value: unknown): Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null ? Object.fromEntries(Object.entries(value)) : {};
