import { z } from 'zod';
import { eventSchema, instanceOf, readEventType, type LedgerlinkEvent } from '../model/event';
import { instanceId } from '../model/record';
import { describeError } from '../shared/errors';
import { factsOf } from './facts';
import type { AcceptTx, NewEvent, RecordsStore } from './ports';

/** Magento says that its configuration changed; values never travel in events. */
export interface ConfigChange {
  readonly websiteId: number | null;
  readonly changedPaths: readonly string[];
}

const configDataSchema = z.object({
  website_id: z.number().int().nullish(),
  changed_paths: z.array(z.string()).default([]),
});

/**
 * Turns the oldest new events into the newest snapshots of their records, in one transaction. Lost, repeated and late events do no harm: an
 * older version is settled and changes nothing. `onConfig` is called after the commit. Returns how many events there were.
 */
export async function acceptEvents(
  store: RecordsStore,
  limit: number,
  onConfig: (change: ConfigChange) => void = () => undefined,
): Promise<number> {
  const changes: ConfigChange[] = [];
  const count = await store.acceptInTransaction(limit, async (events, tx) => {
    changes.length = 0;
    for (const event of events) await acceptEvent(event, tx, changes);
  });
  changes.forEach(onConfig);
  return count;
}

async function acceptEvent(stored: NewEvent, tx: AcceptTx, changes: ConfigChange[]): Promise<void> {
  let event: LedgerlinkEvent;
  try {
    event = eventSchema.parse(JSON.parse(stored.body));
  } catch (error) {
    return tx.settle(stored.id, 'parked', `LL-2001 ${describeError(error).slice(0, 500)}`);
  }
  const kind = readEventType(event.type);
  if (!kind.known) return tx.settle(stored.id, 'parked', `LL-2004 ${event.type}`);
  if (kind.recordType === 'config') {
    const data = configDataSchema.safeParse(event.data ?? {}).data;
    changes.push({ websiteId: data?.website_id ?? null, changedPaths: data?.changed_paths ?? [] });
    return tx.settle(stored.id, 'accepted', null);
  }
  const id = { instanceId: instanceId(instanceOf(event)), recordKey: event.subject };
  const deleted = kind.change === 'deleted';
  const taken = await tx.takeSnapshot({
    ...id,
    recordType: kind.recordType,
    version: BigInt(event.version).toString(),
    snapshot: deleted ? await lastKnown(event, tx) : dataText(event),
    deleted,
    ...factsOf(kind.recordType, event.data),
    reason: event.reasons.join(',') || kind.change,
    lane: stored.source === 'backfill' ? 'backfill' : 'live',
  });
  return tx.settle(stored.id, 'accepted', taken ? null : 'a snapshot at least as new was known');
}

const dataText = (event: LedgerlinkEvent): string | null =>
  event.data === undefined || event.data === null ? null : JSON.stringify(event.data);

/** A deleted record cannot be read by REST any more: where the event was too large to carry it, our own copy is the last one. */
async function lastKnown(event: LedgerlinkEvent, tx: AcceptTx): Promise<string | null> {
  const data = dataText(event);
  if (data !== null) return data;
  const known = await tx.snapshotOf({ instanceId: instanceId(instanceOf(event)), recordKey: event.subject });
  return known === null ? null : `{"deleted":true,"last":${known}}`;
}
