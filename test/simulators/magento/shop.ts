import { randomUUID } from 'node:crypto';

export type Json = Record<string, unknown>;

/** A CloudEvent as the module's relay sends it. */
export interface ShopEvent {
  readonly specversion: '1.0';
  readonly id: string;
  readonly source: string;
  readonly type: string;
  readonly subject: string;
  readonly time: string;
  readonly datacontenttype: 'application/json';
  readonly version: string;
  readonly reasons: string;
  readonly data: Json;
}

type SnapshotType = 'order' | 'customer' | 'product';
const types: readonly SnapshotType[] = ['order', 'customer', 'product'];

/** The records of one installation: each change draws a new version, as `ledgerlink_version` does. */
export class Shop {
  readonly #records = new Map<string, { version: bigint; data: Json }>();

  constructor(
    readonly instanceId: string,
    private readonly now: () => number = Date.now,
  ) {}

  /** Saves a record and returns the event of this change. `key` is a record key, e.g. `order:12`. */
  save(key: string, data: Json, reasons: string): ShopEvent {
    const version = this.#draw(key);
    this.#records.set(key, { version, data });
    return this.#event(key, 'changed', version, data, reasons);
  }

  remove(key: string, reasons: string): ShopEvent {
    const last = this.#records.get(key)?.data ?? null;
    const version = this.#draw(key);
    this.#records.delete(key);
    return this.#event(key, 'deleted', version, { deleted: true, last }, reasons);
  }

  has(key: string): boolean {
    return this.#records.has(key);
  }

  /** The answer of `GET snapshots/:type/:id`: drawn anew, so that it wins over every event before it. */
  snapshot(key: string): ShopEvent | undefined {
    const record = this.#records.get(key);
    if (record === undefined) return undefined;
    record.version = this.#draw(key);
    return this.#event(key, 'changed', record.version, record.data, 'snapshot.read');
  }

  /** One page of snapshots in order of entity id; undefined for a type that has none. */
  page(type: string, after: number, limit: number): { items: ShopEvent[]; next: number | null } | undefined {
    if (!types.some((known) => known === type)) return undefined;
    const ids = [...this.#records.keys()]
      .filter((key) => key.startsWith(`${type}:`))
      .map((key) => Number(key.slice(type.length + 1)))
      .filter((id) => id > after)
      .sort((a, b) => a - b);
    const taken = ids.slice(0, limit);
    const items = taken.flatMap((id) => this.snapshot(`${type}:${id}`) ?? []);
    return { items, next: ids.length > limit ? (taken.at(-1) ?? null) : null };
  }

  #draw(key: string): bigint {
    const previous = this.#records.get(key)?.version ?? 0n;
    const micros = BigInt(this.now()) * 1000n;
    return previous + 1n > micros ? previous + 1n : micros;
  }

  #event(key: string, change: 'changed' | 'deleted', version: bigint, data: Json, reasons: string): ShopEvent {
    return {
      specversion: '1.0',
      id: randomUUID(),
      source: `urn:ledgerlink:${this.instanceId}`,
      type: `com.ledgerlink.magento.${key.slice(0, key.indexOf(':'))}.${change}.v1`,
      subject: key,
      time: new Date(this.now()).toISOString(),
      datacontenttype: 'application/json',
      version: String(version),
      reasons,
      data,
    };
  }
}
