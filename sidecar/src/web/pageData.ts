/** What the pages ask of the rest of the program; the store and the composition root answer. All times are ISO text, UTC. */

export type RecordState = 'synced' | 'working' | 'waiting' | 'held' | 'preview' | 'nothing';

export interface RecordRow {
  readonly instanceId: string;
  readonly recordKey: string;
  readonly recordType: string;
  /** Order number, e-mail or SKU: how a person calls it. */
  readonly label: string;
  readonly state: RecordState;
  readonly updatedAt: string;
  readonly documents: readonly DocumentLink[];
}

export interface DocumentLink {
  readonly part: string;
  readonly xeroType: string;
  readonly xeroId: string;
  readonly number: string | null;
  readonly status: string | null;
  readonly total: string | null;
  readonly amountDue: string | null;
  /** Opens the document in Xero. */
  readonly url: string | null;
}

export interface EventView {
  readonly id: string;
  readonly type: string;
  readonly reasons: string;
  readonly occurredAt: string | null;
  readonly receivedAt: string;
  readonly state: string;
  readonly note: string | null;
}

export interface OperationView {
  readonly id: string;
  readonly kind: string;
  readonly part: string;
  readonly state: string;
  readonly lane: string;
  readonly reason: string;
  readonly tries: number;
  readonly createdAt: string;
  readonly updatedAt: string;
  readonly availableAt: string | null;
  readonly waitsFor: readonly string[];
  readonly errorCode: string | null;
  readonly errorMessage: string | null;
  readonly nextStep: string | null;
  readonly document: unknown;
}

export interface AttemptView {
  readonly id: string;
  readonly kind: string;
  readonly method: string;
  readonly path: string;
  readonly outcome: string | null;
  readonly httpStatus: number | null;
  readonly sentAt: string;
  readonly durationMs: number | null;
  readonly correlationId: string | null;
  readonly errorCode: string | null;
  readonly errorMessage: string | null;
  readonly batchSize: number;
  readonly request: string | null;
  readonly response: string | null;
}

export interface HoldView {
  readonly recordKey: string;
  readonly part: string;
  readonly code: string;
  readonly subject: string;
  readonly message: string;
  readonly nextStep: string;
  readonly details: unknown;
  readonly since: string;
}

export interface AuditView {
  readonly at: string;
  readonly actor: string;
  readonly action: string;
}

export interface RecordDetail {
  readonly row: RecordRow;
  readonly version: string;
  readonly plannedAt: string | null;
  readonly deleted: boolean;
  readonly events: readonly EventView[];
  readonly operations: readonly OperationView[];
  readonly attempts: readonly AttemptView[];
  readonly links: readonly DocumentLink[];
  readonly holds: readonly HoldView[];
  readonly audit: readonly AuditView[];
}

export interface ProblemGroup {
  readonly code: string;
  readonly subject: string;
  readonly message: string;
  readonly nextStep: string;
  readonly count: number;
  readonly oldest: string;
  readonly examples: readonly { readonly recordKey: string; readonly label: string }[];
}

export interface ParkedEvent {
  readonly id: number;
  readonly receivedAt: string;
  readonly note: string;
  readonly body: string;
}

export interface RecordQuery {
  readonly search?: string | undefined;
  readonly type?: string | undefined;
  readonly state?: RecordState | undefined;
  readonly page: number;
}

export interface Counts {
  readonly records: number;
  readonly waitingEvents: number;
  readonly readyOperations: number;
  readonly waitingOperations: number;
  readonly unknownOperations: number;
  readonly heldRecords: number;
  readonly parkedEvents: number;
  readonly doneToday: number;
}

export interface PageData {
  counts(): Promise<Counts>;
  records(
    query: RecordQuery,
  ): Promise<{ readonly rows: readonly RecordRow[]; readonly total: number; readonly pageSize: number }>;
  record(recordKey: string, instanceId?: string): Promise<RecordDetail | undefined>;
  problems(): Promise<readonly ProblemGroup[]>;
  parked(limit: number): Promise<readonly ParkedEvent[]>;
}

export interface AllowanceView {
  readonly tenantId: string;
  readonly callsLeftToday: number | null;
  readonly dayLimit: number | null;
  readonly projectedEndOfDay: number | null;
  readonly pausedUntil: string | null;
  readonly spentByLane: Readonly<Record<string, number>>;
}

export interface ConnectionView {
  readonly name: string;
  readonly state: 'ok' | 'starting' | 'degraded' | 'stopped' | 'off';
  readonly message: string;
  readonly since: string | null;
  readonly facts: readonly { readonly name: string; readonly value: string }[];
}

/** What runs now, as opposed to what is stored. */
export interface LiveData {
  connections(): readonly ConnectionView[];
  allowances(): readonly AllowanceView[];
  ready(): boolean;
  alive(): boolean;
}

/** What a person chose: one record, everything of one cause, or all that needs a person. */
export type Selection =
  | { readonly by: 'record'; readonly recordKey: string; readonly instanceId?: string | undefined }
  | { readonly by: 'cause'; readonly code: string; readonly subject?: string | undefined }
  | { readonly by: 'all' };

export interface Preview {
  readonly records: number;
  readonly operations: number;
  /** Calls to Xero that the operations known now would take; planning anew may add some. */
  readonly callsNeeded: number;
  readonly callsLeft: number | null;
}

export interface PageActions {
  preview(selection: Selection): Promise<Preview>;
  /** Plans the records anew and makes their failed operations due now. Answers how many records. */
  retry(selection: Selection): Promise<number>;
  /** What is held stays unwritten. Answers how many holds were skipped. */
  skip(selection: Selection, reason: string): Promise<number>;
}
