import { ZodError } from 'zod';
import type { Hold, Need } from '../model/hold';
import { isOrganisation, type Organisation } from '../model/organisation';
import type { Plan, PlanInput } from '../model/plan';
import type { TenantId } from '../model/record';
import type { Settings } from '../model/settings';
import { readSnapshot, type Snapshot } from '../model/snapshot';
import { websiteOf } from '../plan/plan';
import { isoTime } from '../shared/clock';
import { planWithFacts } from './gather';
import type { PlanTx, RecordId, RecordsStore, RecordToPlan } from './ports';
import { movementsFor } from './movements';
import { isInFlight, replacePlan, type Replanned } from './replan';

export interface PlanRecordPorts {
  readonly store: RecordsStore;
  readonly plan: (input: PlanInput) => Plan;
  readonly settings: () => Settings;
  readonly organisation: (tenantId: TenantId) => Promise<Organisation | undefined>;
  readonly organisationTenants: () => Promise<readonly TenantId[]>;
  /** False: another process holds this organisation's lease, and plans it. */
  readonly mayPlan: (tenantId: TenantId | undefined) => boolean;
  /** Records that Magento answered it does not have. */
  readonly isGone: (record: RecordId) => boolean;
  readonly now: () => number;
  readonly publicUrl?: string | undefined;
}

export type PlanOutcome =
  | { readonly outcome: 'planned'; readonly replanned: Replanned }
  /** An operation of the record is under way, or its outcome unknown. */
  | { readonly outcome: 'inFlight' }
  /** Facts are missing; the record stays to be planned. */
  | { readonly outcome: 'needs'; readonly needs: readonly Need[] }
  /** A snapshot came meanwhile: plan again. */
  | { readonly outcome: 'changed' }
  | { readonly outcome: 'notOurs' }
  | { readonly outcome: 'nothingToDo' };

/**
 * Plans one record: what is known of it, of its organisation and of its links → its unsent operations and its holds, in one transaction in which
 * nothing is awaited but the database. Rejects where the store or the planner fails; then nothing changed.
 */
export async function planRecord(ports: PlanRecordPorts, id: RecordId): Promise<PlanOutcome> {
  const { store } = ports;
  const record = await store.record(id);
  if (record?.dirty !== true) return { outcome: 'nothingToDo' };
  if (record.snapshot === null) {
    if (!ports.isGone(id))
      return {
        outcome: 'needs',
        needs: [{ kind: 'record', recordKey: id.recordKey, why: 'its data is read by REST' }],
      };
    return holdOnly(ports, record, unreadable(record, null, 'Magento does not have this record any more'));
  }
  let snapshot: Snapshot;
  try {
    snapshot = snapshotOf(record, record.snapshot);
  } catch (error) {
    if (!(error instanceof ZodError) && !(error instanceof SyntaxError)) throw error;
    return holdOnly(ports, record, unreadable(record, null, faultsOf(error)));
  }
  const settings = ports.settings();
  const website = settings.forWebsite(websiteOf(snapshot));
  const tenants = await ports.organisationTenants();
  const known = (await Promise.all(tenants.map((id) => ports.organisation(id)))).filter((one) => one !== undefined);
  const { tenant: wanted } = website;
  const organisation =
    wanted === null ? (known.length === 1 ? known[0] : undefined) : known.find((one) => isOrganisation(one, wanted));
  // Asking again would not make it known: somebody must name the right one.
  if (organisation === undefined && known.length > 0 && website.mode !== 'off')
    return holdOnly(ports, record, unknownOrganisation(record, wanted, known));
  const tenant = organisation?.tenantId as TenantId | undefined;
  if (!ports.mayPlan(tenant)) return { outcome: 'notOurs' };

  return store.planInTransaction(tenant, async (tx): Promise<PlanOutcome> => {
    const stop = await mayReplace(tx, record);
    if (stop !== undefined) return stop;
    const planned = await planWithFacts(
      tx,
      tenant,
      {
        instanceId: id.instanceId,
        recordKey: id.recordKey,
        snapshot,
        settings,
        organisation,
        movements:
          tenant === undefined ? undefined : await movementsFor(tx, tenant, record, snapshot, settings, ports.now()),
        now: isoTime(ports.now()),
        publicUrl: ports.publicUrl,
      },
      ports.isGone,
      ports.plan,
    );
    const unmet = await unmetOf(tx, record, planned.needs);
    // Without an organisation the planner says nothing about what is to be written: what was planned before stays.
    if (unmet.some((need) => need.kind === 'organisation')) return { outcome: 'needs', needs: unmet };
    const preview = website.mode === 'preview' || website.mode === 'off';
    const replanned = await replacePlan(tx, record, planned, preview);
    if (unmet.length > 0) return { outcome: 'needs', needs: unmet };
    await tx.settle(record, settings.version, tenant ?? null);
    return { outcome: 'planned', replanned };
  });
}

const snapshotOf = (record: RecordToPlan, text: string): Snapshot => {
  switch (record.recordType) {
    case 'order':
    case 'customer':
    case 'product':
    case 'stock':
      return readSnapshot(record.recordType, JSON.parse(text) as unknown);
    case 'guest':
    case 'config':
      throw new SyntaxError(`a ${record.recordType} has no snapshot`);
  }
};

/** Undefined: the record is as it was read, and nothing of it is in flight. */
async function mayReplace(tx: PlanTx, record: RecordToPlan): Promise<PlanOutcome | undefined> {
  const now = await tx.record(record);
  if (now?.revision !== record.revision) return { outcome: 'changed' };
  if ((await tx.operationsOfPlan(record)).some(isInFlight)) return { outcome: 'inFlight' };
  return undefined;
}

/** A record that was fetched already needs no fetching: its own planning makes what this one waits for. */
async function unmetOf(tx: PlanTx, record: RecordToPlan, needs: readonly Need[]): Promise<Need[]> {
  const unmet: Need[] = [];
  for (const need of needs) {
    const known =
      need.kind === 'record' &&
      (await tx.record({ instanceId: record.instanceId, recordKey: need.recordKey })) !== undefined;
    if (!known) unmet.push(need);
  }
  return unmet;
}

async function holdOnly(ports: PlanRecordPorts, record: RecordToPlan, hold: Hold): Promise<PlanOutcome> {
  return ports.store.planInTransaction(undefined, async (tx): Promise<PlanOutcome> => {
    const stop = await mayReplace(tx, record);
    if (stop !== undefined) return stop;
    const replanned = await replacePlan(tx, record, { operations: [], holds: [hold] }, false);
    await tx.settle(record, ports.settings().version, null);
    return { outcome: 'planned', replanned };
  });
}

function unknownOrganisation(record: RecordToPlan, wanted: string | null, known: readonly Organisation[]): Hold {
  const listed = known.map((one) => `${one.Organisation.Name} (${one.tenantId})`).join(', ');
  return {
    recordKey: record.recordKey,
    part: record.recordType,
    tenantId: null,
    code: 'tenant.unknown',
    subject: wanted ?? 'several organisations',
    message:
      wanted === null
        ? `Several Xero organisations were connected, and no setting says to which this website posts: ${listed}.`
        : `The website posts to the Xero organisation ${wanted}, which is not connected. Known: ${listed}.`,
    nextStep: 'Set `tenant` in the settings to one of those listed, or connect the other organisation.',
  };
}

const unreadable = (record: RecordToPlan, tenantId: TenantId | null, why: string): Hold => ({
  recordKey: record.recordKey,
  part: record.recordType,
  tenantId,
  code: 'snapshot.unreadable',
  subject: record.recordKey,
  message: `What Magento says of ${record.recordKey} cannot be read, so nothing of it is written to Xero.`,
  nextStep: 'Look at the details; a developer can tell which extension or version of Magento changed the record.',
  details: { why, version: record.version },
});

const faultsOf = (error: ZodError | SyntaxError): string =>
  error instanceof ZodError
    ? error.issues
        .slice(0, 5)
        .map((issue) => `${issue.path.join('.')}: ${issue.message}`)
        .join('; ')
    : error.message;
