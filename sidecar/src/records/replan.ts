import type { Hold } from '../model/hold';
import type { Lane, Operation } from '../model/operation';
import { lanes } from '../model/operation';
import { inFlightStates } from '../model/operationState';
import type { Plan } from '../model/plan';
import { partRef, type RecordKey } from '../model/record';
import type { PlanTx, RecordId, RecordToPlan, StoredHold, StoredOperation } from './ports';

export interface Replanned {
  readonly made: number;
  readonly kept: number;
  readonly superseded: number;
  readonly held: number;
}

export const isInFlight = (operation: StoredOperation): boolean =>
  inFlightStates.some((state) => state === operation.state);

/**
 * Puts a plan in the place of the record's unsent operations and of its holds. What is the same stays as it is, with its tries, its approval
 * and its place in the queue. The caller has made sure that nothing of the record is in flight, and holds the transaction.
 */
export async function replacePlan(
  tx: PlanTx,
  record: RecordToPlan,
  plan: Pick<Plan, 'operations' | 'holds'>,
  preview: boolean,
): Promise<Replanned> {
  const operations = await replaceOperations(tx, record, plan.operations, preview);
  const holds = await replaceHolds(tx, record, plan.holds);
  if (operations.made.length + operations.superseded.length + holds.opened.length + holds.released.length > 0)
    await tx.audit('record.planned', record.recordKey, {
      version: record.version,
      preview,
      planned: operations.made.map(described),
      superseded: operations.superseded.map(described),
      held: holds.opened.map(({ code, subject, part }) => ({ code, subject, part })),
      released: holds.released.map(({ code, subject, part }) => ({ code, subject, part })),
    });
  return {
    made: operations.made.length,
    kept: operations.kept,
    superseded: operations.superseded.length,
    held: plan.holds.length,
  };
}

const described = ({ kind, recordKey, part, naturalKey }: Operation | StoredOperation) => ({
  kind,
  ref: partRef(recordKey, part),
  naturalKey,
});

type Identified = Pick<Operation, 'tenantId' | 'kind' | 'naturalKey' | 'recordKey' | 'part'>;
const identity = (of: Identified): string => [of.tenantId, of.kind, of.naturalKey, of.recordKey, of.part].join('\n');

/** The same content, and still to be treated the same way. */
const isSame = (stored: StoredOperation, planned: Operation, preview: boolean): boolean =>
  stored.inputFingerprint === planned.inputFingerprint &&
  stored.documentFingerprint === planned.documentFingerprint &&
  (stored.state === 'skipped' || (stored.state === 'preview') === preview);

async function replaceOperations(
  tx: PlanTx,
  record: RecordToPlan,
  planned: readonly Operation[],
  preview: boolean,
): Promise<{ made: Operation[]; superseded: StoredOperation[]; kept: number }> {
  const earlier = await tx.operationsOfPlan(record);
  const left = new Map(earlier.map((operation) => [identity(operation), operation]));
  const made: Operation[] = [];
  const superseded: StoredOperation[] = [];
  let kept = 0;
  const replace = async (stored: StoredOperation) => {
    await tx.supersede(stored);
    superseded.push(stored);
  };

  const toMake: Operation[] = [];
  for (const operation of planned) {
    const own = left.get(identity(operation));
    left.delete(identity(operation));
    // A guest's contact is planned by each of the guest's orders; one operation writes it.
    const stored = own ?? (await tx.liveTwin(record.instanceId, operation));
    if (stored !== undefined && (isInFlight(stored) || isSame(stored, operation, preview))) {
      if (isBetter(record.lane, stored.lane)) await tx.promote(stored.id, record.lane);
      kept += 1;
      continue;
    }
    if (stored !== undefined) await replace(stored);
    toMake.push(operation);
  }
  for (const stored of left.values()) await replace(stored);
  for (const operation of toMake) {
    await tx.insertOperation({ plannedBy: record, operation, lane: record.lane, preview });
    made.push(operation);
  }
  await tellDependants(tx, record, superseded, planned);
  return { made, superseded, kept };
}

const isBetter = (a: Lane, b: Lane): boolean => lanes.indexOf(a) < lanes.indexOf(b);

/** Other records may wait for a document that nobody plans any more: they are planned again, and plan it themselves. */
async function tellDependants(
  tx: PlanTx,
  record: RecordToPlan,
  superseded: readonly StoredOperation[],
  planned: readonly Operation[],
): Promise<void> {
  const still = new Set(planned.map((operation) => partRef(operation.recordKey, operation.part)));
  const gone = new Set(superseded.map((operation) => partRef(operation.recordKey, operation.part)));
  const refs = [...gone].filter((ref) => !still.has(ref));
  if (refs.length > 0)
    await tx.markDependants(record, refs, 'a document it depends on is no longer planned', record.lane);
}

const holdIdentity = (hold: {
  tenantId: string | null;
  recordKey: RecordKey;
  part: string;
  code: string;
  subject: string;
}) => [hold.tenantId ?? '', hold.recordKey, hold.part, hold.code, hold.subject].join('\n');

async function replaceHolds(
  tx: PlanTx,
  record: RecordId,
  planned: readonly Hold[],
): Promise<{ opened: Hold[]; released: StoredHold[] }> {
  const left = new Map((await tx.holdsOfPlan(record)).map((hold) => [holdIdentity(hold), hold]));
  const opened: Hold[] = [];
  const told = new Set<string>();
  for (const hold of planned) {
    const key = holdIdentity(hold);
    if (told.has(key)) continue;
    told.add(key);
    const known = left.get(key);
    left.delete(key);
    if (known === undefined) {
      await tx.openHold(record, hold);
      opened.push(hold);
    } else await tx.retellHold(known.id, hold);
  }
  const released = [...left.values()];
  if (released.length > 0)
    await tx.releaseHolds(
      released.map((hold) => hold.id),
      'the cause is gone',
    );
  return { opened, released };
}
