import type { DirectoryContact, DirectoryItem } from '../model/directory';
import type { Hold } from '../model/hold';
import type { Link, XeroType } from '../model/link';
import type { Lane, Operation } from '../model/operation';
import type { OperationState } from '../model/operationState';
import type { Organisation } from '../model/organisation';
import type { InstanceId, RecordKey, RecordType, TenantId } from '../model/record';
import type { InboxStore } from './receive';

/** What accepting and planning records need of the store. Everything named `…InTransaction` is one transaction; no network inside. */
export interface RecordsStore extends InboxStore {
  /** Events set aside because their major version was unknown become new again. */
  rereadLaterVersions(): Promise<number>;
  /** Gives the oldest new events, and commits what was decided about each. Returns how many there were. */
  acceptInTransaction(
    limit: number,
    accept: (events: readonly NewEvent[], tx: AcceptTx) => Promise<void>,
  ): Promise<number>;
  /** Records to be planned now, better lanes first. */
  dueRecords(nowMs: number, limit: number): Promise<readonly DueRecord[]>;
  nextDueMs(): Promise<number | undefined>;
  postpone(record: RecordId, dueAtMs: number, error?: string): Promise<void>;
  record(record: RecordId): Promise<RecordToPlan | undefined>;
  organisation(tenantId: TenantId): Promise<Organisation | undefined>;
  /** The organisations known, by tenant. */
  organisationTenants(): Promise<readonly TenantId[]>;
  /** Planning and recording an outcome in one organisation never overlap; undefined: no organisation is known yet. */
  planInTransaction<T>(tenantId: TenantId | undefined, work: (tx: PlanTx) => Promise<T>): Promise<T>;
}

export interface RecordId {
  readonly instanceId: InstanceId;
  readonly recordKey: RecordKey;
}

export interface NewEvent {
  readonly id: number;
  readonly source: 'kafka' | 'http' | 'backfill' | 'rest';
  readonly body: string;
}

export interface AcceptTx {
  /** `data` as last taken, JSON text. */
  snapshotOf(record: RecordId): Promise<string | null>;
  /** False: a newer snapshot, or this one, is known. */
  takeSnapshot(snapshot: AcceptedSnapshot): Promise<boolean>;
  settle(eventId: number, state: 'accepted' | 'ignored' | 'parked', note: string | null): Promise<void>;
}

export interface AcceptedSnapshot extends RecordId {
  readonly recordType: RecordType;
  readonly version: string;
  /** `data` of the event as JSON text; null: it must be read by REST. */
  readonly snapshot: string | null;
  readonly deleted: boolean;
  readonly websiteId: number | null;
  readonly storeCode: string | null;
  readonly label: string | null;
  readonly email: string | null;
  /** SKUs of an order's items. */
  readonly skus: readonly string[];
  readonly reason: string;
  readonly lane: Lane;
}

export interface DueRecord extends RecordId {
  readonly lane: Lane;
}

export interface RecordToPlan extends RecordId {
  readonly recordType: RecordType;
  readonly version: string;
  readonly snapshot: string | null;
  readonly lane: Lane;
  readonly dirty: boolean;
  readonly tries: number;
  readonly revision: number;
}

/** An operation that may be replaced, or that is in its way, as far as planning must know it. */
export interface StoredOperation {
  readonly id: string;
  readonly state: OperationState;
  readonly kind: Operation['kind'];
  readonly recordKey: RecordKey;
  readonly part: string;
  readonly tenantId: TenantId;
  readonly naturalKey: string;
  readonly inputFingerprint: string;
  readonly documentFingerprint: string;
  readonly lane: Lane;
}

export interface StoredHold {
  readonly id: number;
  readonly state: 'open' | 'skipped';
  readonly tenantId: TenantId | null;
  readonly recordKey: RecordKey;
  readonly part: string;
  readonly code: string;
  readonly subject: string;
}

/** One transaction of planning: what it reads, and what it writes. */
export interface PlanTx {
  record(id: RecordId): Promise<RecordToPlan | undefined>;
  linksOf(tenantId: TenantId, record: RecordId): Promise<readonly Link[]>;
  linksToDocument(
    tenantId: TenantId,
    instanceId: InstanceId,
    xeroType: XeroType,
    xeroId: string,
  ): Promise<readonly Link[]>;
  linksByNumber(
    tenantId: TenantId,
    instanceId: InstanceId,
    xeroType: XeroType,
    xeroNumber: string,
  ): Promise<readonly Link[]>;
  /** Magento said that this record was deleted. */
  isDeleted(record: RecordId): Promise<boolean>;
  /** Orders that hold this SKU and about which both sides may still differ. */
  openOrdersOfSku(
    instanceId: InstanceId,
    sku: string,
  ): Promise<readonly { readonly recordKey: RecordKey; readonly snapshot: string | null }[]>;
  closeSku(order: RecordId, sku: string): Promise<void>;
  contactById(tenantId: TenantId, id: string): Promise<DirectoryContact | undefined>;
  contactByNumber(tenantId: TenantId, number: string): Promise<DirectoryContact | undefined>;
  contactsByEmail(tenantId: TenantId, email: string): Promise<readonly DirectoryContact[]>;
  contactsByName(tenantId: TenantId, name: string): Promise<readonly DirectoryContact[]>;
  itemByCode(tenantId: TenantId, code: string): Promise<DirectoryItem | undefined>;

  /** Operations of this record's plan that are live or skipped, in the order they were made. */
  operationsOfPlan(record: RecordId): Promise<readonly StoredOperation[]>;
  /** The live operation that writes the same document, whoever planned it. */
  liveTwin(instanceId: InstanceId, operation: Operation): Promise<StoredOperation | undefined>;
  insertOperation(operation: NewOperation): Promise<OperationState>;
  supersede(operation: StoredOperation): Promise<void>;
  promote(operationId: string, lane: Lane): Promise<void>;
  /** Records that wait for one of these documents are planned again. */
  markDependants(record: RecordId, refs: readonly string[], reason: string, lane: Lane): Promise<void>;

  holdsOfPlan(record: RecordId): Promise<readonly StoredHold[]>;
  openHold(record: RecordId, hold: Hold): Promise<void>;
  retellHold(id: number, hold: Hold): Promise<void>;
  releaseHolds(ids: readonly number[], note: string): Promise<void>;

  /** False: the record changed meanwhile. */
  settle(record: RecordToPlan, settingsVersion: string, tenantId: TenantId | null): Promise<boolean>;
  audit(action: string, recordKey: RecordKey, payload: unknown): Promise<void>;
}

export interface NewOperation {
  readonly plannedBy: RecordId;
  readonly operation: Operation;
  readonly lane: Lane;
  /** True: shown, never sent. */
  readonly preview: boolean;
}
