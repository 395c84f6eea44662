import { z } from 'zod';

/** What `PUT /V1/ledgerlink/references` takes (docs/magento-rest.md); checked here by a table of its own, never by the sidecar's. */
const uuid = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;
const text = (field: string) => z.string({ error: `Error occurred during "${field}" processing.` });
const whole = z.union([z.number().int(), z.string().regex(/^\d+$/).transform(Number)]);
const optional = <T extends z.ZodType>(schema: T) =>
  schema.nullish().transform((value) => (value === undefined ? null : value));

/** The shape a batch must have to be read at all; an unknown field spoils it. */
const shape = z.strictObject({
  record_type: text('record_type'),
  entity_id: whole,
  part: text('part'),
  tenant_id: text('tenant_id'),
  xero_type: text('xero_type'),
  xero_id: optional(z.string()),
  xero_number: optional(z.string()),
  status: text('status'),
  message: optional(z.string()),
  url: optional(z.string()),
  revision: whole,
});
export type Reference = z.output<typeof shape>;
export type StoredReference = Reference & { readonly id: number; readonly synced_at: string };
export interface ReferenceResult {
  readonly record_type: string;
  readonly entity_id: number;
  readonly part: string;
  readonly tenant_id: string;
  readonly xero_type: string;
  readonly result: 'stored' | 'stale' | 'error';
  readonly message: string;
}

const allowed = {
  record_type: ['customer', 'order', 'product'],
  xero_type: ['Contact', 'Invoice', 'CreditNote', 'Payment', 'Item'],
  status: ['pending', 'synced', 'held', 'skipped', 'failed'],
} as const;

function fault(reference: Reference): string | null {
  for (const field of ['record_type', 'xero_type', 'status'] as const)
    if (!(allowed[field] as readonly string[]).includes(reference[field]))
      return `${field} must be one of ${allowed[field].join(', ')}.`;
  if (reference.entity_id < 1) return 'entity_id must be a positive whole number.';
  if (!/^(contact|order|item|(invoice|creditmemo|payment):[A-Za-z0-9_.:-]{1,48})$/.test(reference.part))
    return 'part must be contact, order, item, invoice:ID, creditmemo:ID or payment:ID.';
  if (!uuid.test(reference.tenant_id)) return 'tenant_id must be a UUID.';
  if (reference.xero_id !== null && !uuid.test(reference.xero_id)) return 'xero_id must be a UUID.';
  if ((reference.xero_number ?? '').length > 255) return 'xero_number must have at most 255 characters.';
  if (reference.url !== null && (reference.url.length > 512 || !/^https?:\/\/[^\s"'<>\\]+$/i.test(reference.url)))
    return 'url must be a http or https address of at most 512 characters.';
  return null;
}

const keyOf = (reference: Reference): string =>
  [
    reference.record_type,
    reference.entity_id,
    reference.part,
    reference.tenant_id.toLowerCase(),
    reference.xero_type,
  ].join('|');

/** The table `ledgerlink_reference` with its revision guard. */
export class ReferenceTable {
  readonly #rows = new Map<string, StoredReference>();
  #nextId = 1;

  constructor(private readonly now: () => number = Date.now) {}

  /** A refusal of the whole batch as Magento words it, or one result per reference in the order sent. */
  put(body: unknown): { readonly refused: string } | { readonly results: readonly ReferenceResult[] } {
    const list = z.looseObject({ references: z.array(z.unknown()) }).safeParse(body);
    if (!list.success) return { refused: '"references" is required. Enter and try again.' };
    const rows = list.data.references;
    if (rows.length < 1 || rows.length > 200) return { refused: 'references must be 1 to 200 in number.' };
    const parsed = z.array(shape).safeParse(rows);
    if (!parsed.success) return { refused: z.prettifyError(parsed.error) };
    const newest = new Map<string, number>();
    for (const reference of parsed.data)
      newest.set(keyOf(reference), Math.max(reference.revision, newest.get(keyOf(reference)) ?? 0));
    return { results: parsed.data.map((reference) => this.#store(reference, newest.get(keyOf(reference)) ?? 0)) };
  }

  #store(reference: Reference, newestInBatch: number): ReferenceResult {
    const { record_type, entity_id, part, tenant_id, xero_type } = reference;
    const answer = (result: ReferenceResult['result'], message = ''): ReferenceResult => ({
      record_type,
      entity_id,
      part,
      tenant_id,
      xero_type,
      result,
      message,
    });
    const problem = fault(reference);
    if (problem !== null) return answer('error', problem);
    const stored = this.#rows.get(keyOf(reference));
    if (reference.revision < Math.max(newestInBatch, stored?.revision ?? 0)) return answer('stale');
    this.#rows.set(keyOf(reference), {
      ...reference,
      message: reference.message?.slice(0, 2000) ?? null,
      id: stored?.id ?? this.#nextId++,
      synced_at: new Date(this.now()).toISOString().slice(0, 19).replace('T', ' '),
    });
    return answer('stored');
  }

  /** All rows in order of their id. */
  all(): readonly StoredReference[] {
    return [...this.#rows.values()];
  }

  of(recordType: string, entityId: number): readonly StoredReference[] {
    return this.all().filter((row) => row.record_type === recordType && row.entity_id === entityId);
  }

  /** One page of `GET /V1/ledgerlink/references`; fields that are null are left out, as Magento does. */
  page(query: URLSearchParams): { items: unknown[]; next?: number } {
    const limit = Number(query.get('limit') ?? '200');
    const ids = (query.get('entity_ids') ?? '').split(',').filter((id) => id !== '');
    const rows = this.all().filter(
      (row) =>
        row.record_type === query.get('record_type') &&
        row.id > Number(query.get('after') ?? '0') &&
        (ids.length === 0 || ids.includes(String(row.entity_id))) &&
        (query.get('status') === null || query.get('status') === row.status),
    );
    const items = rows
      .slice(0, limit)
      .map(({ id: _id, ...row }) => Object.fromEntries(Object.entries(row).filter(([, value]) => value !== null)));
    const last = rows[limit - 1];
    return rows.length > limit && last !== undefined ? { items, next: last.id } : { items };
  }
}
