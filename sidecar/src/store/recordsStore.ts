import type { Hold } from '../model/hold';
import { instanceId, recordKey, tenantId } from '../model/record';
import type { RecordType } from '../model/record';
import type { InboxEntry } from '../records/readMessage';
import type { PlanTx, RecordsStore, RecordToPlan, StoredHold, StoredOperation } from '../records/ports';
import type { Clock } from '../shared/clock';
import { SidecarError } from '../shared/errors';
import { appendAudit } from './audit';
import { contactById, contactByNumber, contactsByEmail, contactsByName, itemByCode } from './directory';
import { holdsOfPlan, openHold, releaseHolds, releaseHoldsOfOperations, retellHold } from './holds';
import { claimNewEvents, insertEvents, rereadLaterVersions, settleEvent } from './inbox';
import { linksByNumber, linksOfRecord, linksToDocument } from './links';
import { lockTenant } from './locks';
import type { Store, Tx } from './open';
import { organisationOf, organisationTenants } from './organisations';
import { insertPlanned, liveTwinOf, operationsOfPlan, promoteOperation, supersedeOperation } from './plannedOperations';
import {
  dueRecords,
  lockRecord,
  markDependants,
  nextDueMs,
  postponeRecord,
  recordByKey,
  settleRecord,
  takeSnapshot,
} from './records';
import { closeSku, openOrdersOfSku, openSkus } from './recordSkus';
import type { HoldRow, NewInboxRow, OperationRow, RecordRow } from './schema';

/** Told in the transaction of planning, so that Magento learns what is held: delivery makes a write-back of it. */
export type OnHolds = (tx: Tx, change: { opened: readonly HoldRow[]; closed: readonly HoldRow[] }) => Promise<void>;

/** What records/ needs of the store, over the statements of this folder. */
export function recordsStore(store: Store, clock: Clock, onHolds: OnHolds = () => Promise.resolve()): RecordsStore {
  const { db, dialect } = store;
  return {
    insertInbox: (entries) => store.transaction((tx) => insertEvents(tx, entries.map(inboxRow))),
    rereadLaterVersions: () => rereadLaterVersions(db),
    acceptInTransaction: (limit, accept) =>
      store.transaction(async (tx) => {
        const events = await claimNewEvents(tx, dialect, limit);
        await accept(events, {
          snapshotOf: async (record) => (await recordByKey(tx, record.instanceId, record.recordKey))?.snapshot ?? null,
          takeSnapshot: async (taken) => {
            await openSkus(tx, taken.instanceId, taken.recordKey, taken.skus);
            return takeSnapshot(
              tx,
              {
                instance_id: taken.instanceId,
                record_key: taken.recordKey,
                record_type: taken.recordType,
                version: taken.version,
                snapshot: taken.snapshot,
                deleted: taken.deleted ? 1 : 0,
                website_id: taken.websiteId,
                store_code: taken.storeCode,
                label: taken.label,
                email: taken.email,
                dirty_reason: taken.reason,
                lane: taken.lane,
              },
              clock.now(),
            );
          },
          settle: (id, state, note) => settleEvent(tx, id, state, note),
        });
        return events.length;
      }),
    dueRecords: async (nowMs, limit) =>
      (await dueRecords(db, nowMs, limit)).map((row) => ({ ...recordId(row), lane: row.lane })),
    nextDueMs: () => nextDueMs(db),
    postpone: (record, dueAtMs, error) =>
      postponeRecord(db, { instance_id: record.instanceId, record_key: record.recordKey }, dueAtMs, error),
    record: async (record) => {
      const row = await recordByKey(db, record.instanceId, record.recordKey);
      return row && recordToPlan(row);
    },
    organisation: async (tenant) => (await organisationOf(db, tenant))?.organisation,
    organisationTenants: async () => (await organisationTenants(db)).map(tenantId),
    planInTransaction: (tenant, work) =>
      store.transaction(async (tx) => {
        if (tenant !== undefined) await lockTenant(tx, dialect, tenant);
        return work(planTx(tx, store, clock, onHolds));
      }),
  };
}

function planTx(tx: Tx, { dialect }: Store, clock: Clock, onHolds: OnHolds): PlanTx {
  return {
    record: async (id) => {
      const row = await lockRecord(tx, dialect, id.instanceId, id.recordKey);
      return row && recordToPlan(row);
    },
    linksOf: (tenant, record) => linksOfRecord(tx, tenant, record.instanceId, record.recordKey),
    linksToDocument: (tenant, instance, xeroType, xeroId) => linksToDocument(tx, tenant, instance, xeroType, xeroId),
    linksByNumber: (tenant, instance, xeroType, number) => linksByNumber(tx, tenant, instance, xeroType, number),
    isDeleted: async (record) => (await recordByKey(tx, record.instanceId, record.recordKey))?.deleted === 1,
    openOrdersOfSku: async (instance, sku) =>
      (await openOrdersOfSku(tx, instance, sku)).map((row) => ({
        recordKey: recordKey(row.record_key),
        snapshot: row.snapshot,
      })),
    closeSku: (order, sku) => closeSku(tx, order.instanceId, order.recordKey, sku),
    contactById: (tenant, id) => contactById(tx, tenant, id),
    contactByNumber: (tenant, number) => contactByNumber(tx, tenant, number),
    contactsByEmail: (tenant, email) => contactsByEmail(tx, tenant, email),
    contactsByName: (tenant, name) => contactsByName(tx, tenant, name),
    itemByCode: (tenant, code) => itemByCode(tx, tenant, code),

    operationsOfPlan: async (record) =>
      (await operationsOfPlan(tx, record.instanceId, record.recordKey)).map(storedOperation),
    liveTwin: async (instance, operation) => {
      const row = await liveTwinOf(tx, instance, operation);
      return row && storedOperation(row);
    },
    insertOperation: ({ plannedBy, operation, lane, preview }) =>
      insertPlanned(
        tx,
        { instanceId: plannedBy.instanceId, plannedBy: plannedBy.recordKey, operation, lane, preview },
        clock.now(),
      ),
    supersede: async (operation) => {
      if (!(await supersedeOperation(tx, operation, clock.now())))
        throw new SidecarError('LL-6001', `Operation ${operation.id} changed while its record was planned`);
      const closed = await releaseHoldsOfOperations(tx, [operation.id], 'planned again', clock.now());
      if (closed.length > 0) await onHolds(tx, { opened: [], closed });
    },
    promote: (id, lane) => promoteOperation(tx, id, lane, clock.now()),
    markDependants: async (record, refs, reason, lane) => {
      await markDependants(tx, record.instanceId, refs, record.recordKey, { reason, lane, nowMs: clock.now() });
    },

    holdsOfPlan: async (record) => (await holdsOfPlan(tx, record.instanceId, record.recordKey)).map(storedHold),
    openHold: async (record, hold) => {
      const opened = await openHold(tx, {
        tenant_id: hold.tenantId,
        instance_id: record.instanceId,
        record_key: hold.recordKey,
        part: hold.part,
        planned_by: record.recordKey,
        code: hold.code,
        subject: hold.subject,
        ...told(hold),
        state: 'open',
        operation_id: null,
        created_at_ms: clock.now(),
        closed_at_ms: null,
        note: null,
      });
      await onHolds(tx, { opened: [opened], closed: [] });
    },
    retellHold: (id, hold) => retellHold(tx, id, told(hold)),
    releaseHolds: async (ids, note) => {
      const closed = await releaseHolds(tx, ids, note, clock.now());
      if (closed.length > 0) await onHolds(tx, { opened: [], closed });
    },

    settle: (record, settingsVersion, tenant) =>
      settleRecord(
        tx,
        { instance_id: record.instanceId, record_key: record.recordKey, revision: record.revision },
        {
          planned_version: record.version,
          planned_at_ms: clock.now(),
          settings_version: settingsVersion,
          tenant_id: tenant,
        },
      ),
    audit: (action, key, payload) =>
      appendAudit(tx, dialect, [{ atMs: clock.now(), actor: 'sidecar', action, recordKey: key, payload }]),
  };
}

const inboxRow = (entry: InboxEntry): NewInboxRow => ({
  instance_id: entry.instanceId,
  event_id: entry.eventId,
  type: entry.type,
  record_key: entry.recordKey,
  version: entry.version,
  reasons: entry.reasons,
  occurred_at: entry.occurredAt,
  received_at_ms: entry.receivedAtMs,
  source: entry.source,
  topic: entry.topic,
  kafka_partition: entry.partition,
  kafka_offset: entry.offset,
  state: entry.state,
  note: entry.note,
  body: entry.body,
  body_encoding: entry.bodyEncoding,
});

const recordId = (row: Pick<RecordRow, 'instance_id' | 'record_key'>) => ({
  instanceId: instanceId(row.instance_id),
  recordKey: recordKey(row.record_key),
});

const recordToPlan = (row: RecordRow): RecordToPlan => ({
  ...recordId(row),
  recordType: row.record_type as RecordType,
  version: row.version,
  snapshot: row.snapshot,
  lane: row.lane,
  dirty: row.dirty === 1,
  tries: row.tries,
  revision: row.revision,
});

const storedOperation = (row: OperationRow): StoredOperation => ({
  id: row.id,
  state: row.state,
  kind: row.kind,
  recordKey: recordKey(row.record_key),
  part: row.part,
  tenantId: tenantId(row.tenant_id),
  naturalKey: row.natural_key,
  inputFingerprint: row.input_fingerprint,
  documentFingerprint: row.document_fingerprint,
  lane: row.lane,
});

const storedHold = (row: HoldRow): StoredHold => ({
  id: row.id,
  state: row.state === 'skipped' ? 'skipped' : 'open',
  tenantId: row.tenant_id === null ? null : tenantId(row.tenant_id),
  recordKey: recordKey(row.record_key),
  part: row.part,
  code: row.code,
  subject: row.subject,
});

const told = (hold: Hold) => ({
  message: hold.message,
  next_step: hold.nextStep,
  details: hold.details === undefined ? null : JSON.stringify(hold.details),
});
