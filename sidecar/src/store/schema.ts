import type { Generated, Insertable, Selectable } from 'kysely';
import type { OperationState } from '../model/operationState';
import type { Lane, OperationKind } from '../model/operation';
import type { XeroType } from '../model/link';

/**
 * The tables, one interface each; the same on SQLite and PostgreSQL. Columns ending in `_ms` are milliseconds since the epoch, other
 * times are ISO text in UTC; JSON stands as text; flags are 0 or 1 (SQLite has no boolean). Migrations in ./migrations create them.
 */
export interface Database {
  inbox: InboxTable;
  records: RecordsTable;
  record_skus: RecordSkusTable;
  operations: OperationsTable;
  operation_dependencies: OperationDependenciesTable;
  holds: HoldsTable;
  attempts: AttemptsTable;
  attempt_operations: AttemptOperationsTable;
  links: LinksTable;
  xero_contacts: XeroContactsTable;
  xero_items: XeroItemsTable;
  organisations: OrganisationsTable;
  leases: LeasesTable;
  allowances: AllowancesTable;
  watermarks: WatermarksTable;
  settings: SettingsTable;
  connections: ConnectionsTable;
  runs: RunsTable;
  mismatches: MismatchesTable;
  approvals: ApprovalsTable;
  users: UsersTable;
  audit: AuditTable;
  audit_payloads: AuditPayloadsTable;
}

export type InboxState = 'new' | 'accepted' | 'ignored' | 'parked';

/** Events as they came, stored before they are acknowledged. Unique by (instance_id, event_id). */
interface InboxTable {
  id: Generated<number>;
  instance_id: string;
  /** The event's id; `raw:<sha256 of the bytes>` where none could be read. */
  event_id: string;
  type: string;
  record_key: string | null;
  version: string | null;
  reasons: string;
  occurred_at: string | null;
  received_at_ms: number;
  source: 'kafka' | 'http' | 'backfill' | 'rest';
  topic: string | null;
  kafka_partition: number | null;
  /** Kafka's offset is a 64-bit number: decimal text. */
  kafka_offset: string | null;
  state: InboxState;
  note: string | null;
  /** The message's bytes: as text, or base64 where they are not text that every database can hold. */
  body: string;
  body_encoding: 'utf8' | 'base64';
}

/** The newest snapshot of each record, and whether it must be planned. */
interface RecordsTable {
  instance_id: string;
  record_key: string;
  record_type: string;
  /** Decimal text without leading zeros; compared as a number. */
  version: string;
  /** `data` of the newest event; null: it was too large for an event and must be read by REST. */
  snapshot: string | null;
  deleted: number;
  website_id: number | null;
  store_code: string | null;
  tenant_id: string | null;
  /** What people call it: an order number, a customer's name, a SKU. */
  label: string | null;
  email: string | null;
  dirty: number;
  dirty_reason: string | null;
  lane: Lane;
  due_at_ms: number;
  /** Planning attempts that failed in a row; decides the next due_at_ms. */
  tries: number;
  last_error: string | null;
  /** Grows with every mark and every snapshot: planning clears `dirty` only where it did not grow meanwhile. */
  revision: number;
  planned_version: string | null;
  planned_at_ms: number | null;
  settings_version: string | null;
  created_at_ms: number;
  updated_at_ms: number;
}

/** Which orders hold a SKU, for the stock of it. `open` 0: both sides agree about this order for long. */
interface RecordSkusTable {
  instance_id: string;
  sku: string;
  record_key: string;
  open: number;
}

interface OperationsTable {
  /** The order in which operations were made. */
  seq: Generated<number>;
  id: string;
  target: 'xero' | 'magento';
  tenant_id: string;
  instance_id: string;
  record_key: string;
  part: string;
  /** The record whose plan this is: an order plans its guest's contact too. */
  planned_by: string;
  kind: OperationKind;
  natural_key: string;
  document: string;
  pins: string;
  /** What Xero must answer (`{Total,TotalTax}`); null: nothing is expected. */
  expect: string | null;
  input_fingerprint: string;
  document_fingerprint: string;
  reason: string;
  lane: Lane;
  state: OperationState;
  tries: number;
  available_at_ms: number;
  created_at_ms: number;
  updated_at_ms: number;
  error_code: string | null;
  error_message: string | null;
  next_step: string | null;
  attempt_id: string | null;
}

interface OperationDependenciesTable {
  operation_id: string;
  /** `<recordKey>/<part>`, in the operation's own tenant and instance. */
  ref: string;
  satisfied: number;
}

interface HoldsTable {
  id: Generated<number>;
  tenant_id: string | null;
  instance_id: string;
  record_key: string;
  part: string;
  planned_by: string;
  code: string;
  subject: string;
  message: string;
  next_step: string;
  details: string | null;
  state: 'open' | 'released' | 'skipped';
  /** The operation that delivery held; null: planning held it. */
  operation_id: string | null;
  created_at_ms: number;
  closed_at_ms: number | null;
  note: string | null;
}

interface AttemptsTable {
  id: string;
  tenant_id: string;
  target: 'xero' | 'magento';
  kind: string;
  lane: Lane;
  idempotency_key: string | null;
  method: string;
  path: string;
  /** The very bytes that were sent; a replay sends them again. */
  request_body: string | null;
  operation_count: number;
  sent_at_ms: number;
  finished_at_ms: number | null;
  outcome: 'ok' | 'partial' | 'error' | 'unknown' | null;
  http_status: number | null;
  response: string | null;
  correlation_id: string | null;
  error_code: string | null;
  error_message: string | null;
  duration_ms: number | null;
  lease_token: number | null;
}

interface AttemptOperationsTable {
  attempt_id: string;
  operation_id: string;
  position: number;
  outcome: string | null;
  message: string | null;
}

interface LinksTable {
  id: Generated<number>;
  tenant_id: string;
  instance_id: string;
  record_key: string;
  part: string;
  xero_type: XeroType;
  xero_id: string;
  xero_number: string | null;
  input_fingerprint: string;
  document_fingerprint: string;
  document: string | null;
  seen: string;
  pins: string;
  revision: number;
  created_at_ms: number;
  updated_at_ms: number;
}

/** Our mirror of Xero's contacts. `*_folded`: trimmed and lower case, for look-ups without case. */
interface XeroContactsTable {
  tenant_id: string;
  contact_id: string;
  name: string;
  name_folded: string;
  contact_number: string | null;
  email: string | null;
  email_folded: string | null;
  status: string;
  merged_to: string | null;
  updated_at: string | null;
  body: string;
}

interface XeroItemsTable {
  tenant_id: string;
  item_id: string;
  code: string;
  body: string;
}

interface OrganisationsTable {
  tenant_id: string;
  body: string;
  fetched_at_ms: number;
}

export interface LeasesTable {
  name: string;
  holder: string;
  token: number;
  expires_at_ms: number;
}

interface AllowancesTable {
  tenant_id: string;
  state: string;
  updated_at_ms: number;
}

interface WatermarksTable {
  name: string;
  value: string;
}

export interface SettingsTable {
  version: string;
  body: string;
  source: string;
  created_at_ms: number;
  active: number;
}

export interface ConnectionsTable {
  id: string;
  kind: string;
  tenant_id: string | null;
  label: string | null;
  /** Encrypted by LEDGERLINK_SECRET_KEY. */
  secret_body: string;
  state: string;
  updated_at_ms: number;
}

/** Long work with a cursor: a backfill, a reconciliation. */
interface RunsTable {
  id: string;
  kind: string;
  state: string;
  cursor: string | null;
  progress: string;
  created_at_ms: number;
  updated_at_ms: number;
  finished_at_ms: number | null;
}

interface MismatchesTable {
  id: Generated<number>;
  run_id: string;
  tenant_id: string;
  record_key: string | null;
  class: string;
  details: string;
  state: string;
  note: string | null;
  created_at_ms: number;
  updated_at_ms: number;
}

interface ApprovalsTable {
  id: Generated<number>;
  instance_id: string;
  record_key: string;
  part: string;
  rule: string;
  document_fingerprint: string;
  state: string;
  actor: string | null;
  note: string | null;
  created_at_ms: number;
  decided_at_ms: number | null;
}

interface UsersTable {
  id: string;
  email: string;
  password_hash: string;
  role: string;
  created_at_ms: number;
}

/** Who did what. Each row's hash covers the one before, so that a removed or altered row shows. */
interface AuditTable {
  id: Generated<number>;
  at_ms: number;
  actor: string;
  action: string;
  record_key: string | null;
  payload_id: string | null;
  payload_hash: string | null;
  prev_hash: string;
  hash: string;
}

/** What an audit row is about; erasable on a person's request without breaking the chain. */
interface AuditPayloadsTable {
  id: string;
  body: string;
}

export type InboxRow = Selectable<InboxTable>;
export type NewInboxRow = Insertable<InboxTable>;
export type RecordRow = Selectable<RecordsTable>;
export type OperationRow = Selectable<OperationsTable>;
export type NewOperationRow = Insertable<OperationsTable>;
export type HoldRow = Selectable<HoldsTable>;
export type NewHoldRow = Insertable<HoldsTable>;
export type AttemptRow = Selectable<AttemptsTable>;
export type AttemptOperationRow = Selectable<AttemptOperationsTable>;
export type LinkRow = Selectable<LinksTable>;
export type AuditRow = Selectable<AuditTable>;
