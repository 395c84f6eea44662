import { sql } from 'kysely';
import { xeroPage } from '../deliver/references';
import { isoTime } from '../shared/clock';
import type { Db } from './open';
import type { HoldRow, LinkRow, OperationRow, RecordRow } from './schema';

/** Reading for the pages: nothing here changes anything. */

const pageSize = 50;
const seconds = (ms: number | null): string | null => (ms === null ? null : isoTime(ms));
const parse = (text: string | null): unknown => (text === null ? null : (JSON.parse(text) as unknown));
const count = (value: number | string | bigint): number => Number(value);

type StateWord = 'synced' | 'working' | 'waiting' | 'held' | 'preview' | 'nothing';

export async function counts(db: Db, startOfDayMs: number) {
  const one = async (query: Promise<{ count: number | string | bigint } | undefined>) =>
    count((await query)?.count ?? 0);
  const all = sql<number>`count(*)`.as('count');
  const inState = (...states: OperationRow['state'][]) =>
    one(
      db
        .selectFrom('operations')
        .select(all)
        .where('state', 'in', states)
        .where('target', '=', 'xero')
        .executeTakeFirst(),
    );
  const [records, waitingEvents, parkedEvents, ready, waiting, unknown, doneToday, held] = await Promise.all([
    one(db.selectFrom('records').select(all).executeTakeFirst()),
    one(db.selectFrom('inbox').select(all).where('state', '=', 'new').executeTakeFirst()),
    one(db.selectFrom('inbox').select(all).where('state', '=', 'parked').executeTakeFirst()),
    inState('ready', 'sending'),
    inState('waiting'),
    inState('unknown'),
    one(
      db
        .selectFrom('operations')
        .select(all)
        .where('state', '=', 'done')
        .where('target', '=', 'xero')
        .where('updated_at_ms', '>=', startOfDayMs)
        .executeTakeFirst(),
    ),
    one(
      db
        .selectFrom('holds')
        .select(sql<number>`count(distinct record_key)`.as('count'))
        .where('state', '=', 'open')
        .executeTakeFirst(),
    ),
  ]);
  return {
    records,
    waitingEvents,
    parkedEvents,
    readyOperations: ready,
    waitingOperations: waiting,
    unknownOperations: unknown,
    doneToday,
    heldRecords: held,
  };
}

/** Where a document opens in Xero; only for what has a page there. */
function xeroUrl({ xero_type: type, xero_id: id }: LinkRow): string | null {
  switch (type) {
    case 'Invoice':
    case 'CreditNote':
    case 'Contact':
      return xeroPage(type, id);
    default:
      return null;
  }
}

function documentOf(link: LinkRow) {
  const seen = (parse(link.seen) ?? {}) as { status?: string; total?: string; amountDue?: string };
  return {
    part: link.part,
    xeroType: link.xero_type,
    xeroId: link.xero_id,
    number: link.xero_number,
    status: seen.status ?? null,
    total: seen.total ?? null,
    amountDue: seen.amountDue ?? null,
    url: xeroUrl(link),
  };
}

function stateOf(held: boolean, states: ReadonlySet<string>, dirty: boolean, links: number): StateWord {
  if (held) return 'held';
  if (states.has('ready') || states.has('sending') || dirty) return 'working';
  if (states.has('waiting') || states.has('unknown')) return 'waiting';
  if (states.has('preview')) return 'preview';
  return links > 0 ? 'synced' : 'nothing';
}

const liveStates = ['preview', 'waiting', 'ready', 'sending', 'unknown', 'held'] as const;

async function rowsFor(db: Db, records: readonly RecordRow[]) {
  const keys = records.map((record) => record.record_key);
  if (keys.length === 0) return [];
  const [links, operations, holds] = await Promise.all([
    db.selectFrom('links').selectAll().where('record_key', 'in', keys).orderBy('id').execute(),
    db
      .selectFrom('operations')
      .select(['instance_id', 'record_key', 'state'])
      .where('record_key', 'in', keys)
      .where('state', 'in', liveStates)
      .where('target', '=', 'xero')
      .execute(),
    db
      .selectFrom('holds')
      .select(['instance_id', 'record_key'])
      .where('record_key', 'in', keys)
      .where('state', '=', 'open')
      .execute(),
  ]);
  return records.map((record) => {
    const own = <T extends { instance_id: string; record_key: string }>(rows: readonly T[]) =>
      rows.filter((row) => row.record_key === record.record_key && row.instance_id === record.instance_id);
    const states = new Set(own(operations).map((operation) => operation.state));
    const documents = own(links);
    return {
      instanceId: record.instance_id,
      recordKey: record.record_key,
      recordType: record.record_type,
      label: record.label ?? record.record_key,
      state: stateOf(own(holds).length > 0 || states.has('held'), states, record.dirty === 1, documents.length),
      updatedAt: isoTime(record.updated_at_ms),
      documents: documents.map(documentOf),
    };
  });
}

export interface RecordSearch {
  readonly search?: string | undefined;
  readonly type?: string | undefined;
  readonly state?: StateWord | undefined;
  readonly page: number;
}

/** Newest first. `search` takes a label, an e-mail, a record key, a document's number or a Xero id. */
export async function findRecords(db: Db, query: RecordSearch) {
  let found = db.selectFrom('records as r');
  if (query.type !== undefined) found = found.where('r.record_type', '=', query.type);
  const search = query.search?.trim();
  if (search !== undefined && search !== '') {
    const pattern = `%${search.toLowerCase().replace(/[\\%_]/g, (sign) => `\\${sign}`)}%`;
    found = found.where((where) =>
      where.or([
        sql<boolean>`lower(r.label) like ${pattern} escape '\\'`,
        sql<boolean>`lower(r.email) like ${pattern} escape '\\'`,
        where('r.record_key', '=', search),
        where.exists(
          where
            .selectFrom('links as l')
            .select(sql`1`.as('one'))
            .whereRef('l.record_key', '=', 'r.record_key')
            .whereRef('l.instance_id', '=', 'r.instance_id')
            .where((link) =>
              link.or([link('l.xero_number', '=', search), link('l.xero_id', '=', search.toLowerCase())]),
            ),
        ),
      ]),
    );
  }
  const operation = (...states: OperationRow['state'][]) =>
    sql<boolean>`exists (select 1 from operations o where o.record_key = r.record_key and o.instance_id = r.instance_id and o.target = 'xero' and o.state in (${sql.join(states)}))`;
  const held = sql<boolean>`(exists (select 1 from holds h where h.record_key = r.record_key and h.instance_id = r.instance_id and h.state = 'open') or ${operation('held')})`;
  const working = sql<boolean>`(r.dirty = 1 or ${operation('ready', 'sending')})`;
  const linked = sql<boolean>`exists (select 1 from links l where l.record_key = r.record_key and l.instance_id = r.instance_id)`;
  const waiting = operation('waiting', 'unknown');
  const preview = operation('preview');
  const condition = {
    held,
    working: sql<boolean>`not ${held} and ${working}`,
    waiting: sql<boolean>`not ${held} and not ${working} and ${waiting}`,
    preview: sql<boolean>`not ${held} and not ${working} and not ${waiting} and ${preview}`,
    synced: sql<boolean>`not ${held} and not ${working} and not ${waiting} and not ${preview} and ${linked}`,
    nothing: sql<boolean>`not ${held} and not ${working} and not ${waiting} and not ${preview} and not ${linked}`,
  };
  if (query.state !== undefined) found = found.where(condition[query.state]);
  const total = await found.select(sql<number>`count(*)`.as('count')).executeTakeFirst();
  const records = await found
    .selectAll('r')
    .orderBy('r.updated_at_ms', 'desc')
    .orderBy('r.record_key')
    .limit(pageSize)
    .offset((query.page - 1) * pageSize)
    .execute();
  return { rows: await rowsFor(db, records), total: count(total?.count ?? 0), pageSize };
}

const holdView = (hold: HoldRow) => ({
  recordKey: hold.record_key,
  part: hold.part,
  code: hold.code,
  subject: hold.subject,
  message: hold.message,
  nextStep: hold.next_step,
  details: parse(hold.details),
  since: isoTime(hold.created_at_ms),
});

/** Everything that is known of one record; bodies of requests and answers are shown as they were sent (they hold no secret). */
export async function recordDetail(db: Db, recordKey: string, instanceId?: string) {
  let query = db.selectFrom('records').selectAll().where('record_key', '=', recordKey);
  if (instanceId !== undefined) query = query.where('instance_id', '=', instanceId);
  const record = await query.orderBy('updated_at_ms', 'desc').executeTakeFirst();
  if (record === undefined) return undefined;
  const [rows, events, operations, dependencies, attempts, holds, links, audit] = await Promise.all([
    rowsFor(db, [record]),
    db
      .selectFrom('inbox')
      .selectAll()
      .where('instance_id', '=', record.instance_id)
      .where('record_key', '=', recordKey)
      .orderBy('id', 'desc')
      .limit(100)
      .execute(),
    db
      .selectFrom('operations')
      .selectAll()
      .where('instance_id', '=', record.instance_id)
      .where('record_key', '=', recordKey)
      .orderBy('seq', 'desc')
      .limit(200)
      .execute(),
    db
      .selectFrom('operation_dependencies as d')
      .innerJoin('operations as o', 'o.id', 'd.operation_id')
      .select(['d.operation_id', 'd.ref'])
      .where('o.instance_id', '=', record.instance_id)
      .where('o.record_key', '=', recordKey)
      .where('d.satisfied', '=', 0)
      .execute(),
    db
      .selectFrom('attempts as a')
      .selectAll('a')
      .distinct()
      .innerJoin('attempt_operations as ao', 'ao.attempt_id', 'a.id')
      .innerJoin('operations as o', 'o.id', 'ao.operation_id')
      .where('o.instance_id', '=', record.instance_id)
      .where('o.record_key', '=', recordKey)
      .orderBy('a.sent_at_ms', 'desc')
      .limit(100)
      .execute(),
    db
      .selectFrom('holds')
      .selectAll()
      .where('instance_id', '=', record.instance_id)
      .where('record_key', '=', recordKey)
      .where('state', '=', 'open')
      .execute(),
    db
      .selectFrom('links')
      .selectAll()
      .where('instance_id', '=', record.instance_id)
      .where('record_key', '=', recordKey)
      .orderBy('id')
      .execute(),
    db.selectFrom('audit').selectAll().where('record_key', '=', recordKey).orderBy('id', 'desc').limit(100).execute(),
  ]);
  const row = rows[0];
  if (row === undefined) return undefined;
  return {
    row,
    version: record.version,
    plannedAt: seconds(record.planned_at_ms),
    deleted: record.deleted === 1,
    events: events.map((event) => ({
      id: event.event_id,
      type: event.type,
      reasons: event.reasons,
      occurredAt: event.occurred_at,
      receivedAt: isoTime(event.received_at_ms),
      state: event.state,
      note: event.note,
    })),
    operations: operations.map((operation) => ({
      id: operation.id,
      kind: operation.kind,
      part: operation.part,
      state: operation.state,
      lane: operation.lane,
      reason: operation.reason,
      tries: operation.tries,
      createdAt: isoTime(operation.created_at_ms),
      updatedAt: isoTime(operation.updated_at_ms),
      availableAt: seconds(operation.available_at_ms),
      waitsFor: dependencies
        .filter((dependency) => dependency.operation_id === operation.id)
        .map((dependency) => dependency.ref),
      errorCode: operation.error_code,
      errorMessage: operation.error_message,
      nextStep: operation.next_step,
      document: parse(operation.document),
    })),
    attempts: attempts.map((attempt) => ({
      id: attempt.id,
      kind: attempt.kind,
      method: attempt.method,
      path: attempt.path,
      outcome: attempt.outcome,
      httpStatus: attempt.http_status,
      sentAt: isoTime(attempt.sent_at_ms),
      durationMs: attempt.duration_ms,
      correlationId: attempt.correlation_id,
      errorCode: attempt.error_code,
      errorMessage: attempt.error_message,
      batchSize: attempt.operation_count,
      request: attempt.request_body,
      response: attempt.response,
    })),
    links: links.map(documentOf),
    holds: holds.map(holdView),
    audit: audit.map((entry) => ({ at: isoTime(entry.at_ms), actor: entry.actor, action: entry.action })),
  };
}

/** Open holds by cause, most frequent first. */
export async function problemGroups(db: Db) {
  const groups = await db
    .selectFrom('holds')
    .select([
      'code',
      'subject',
      sql<number>`count(*)`.as('count'),
      sql<number>`min(created_at_ms)`.as('oldest'),
      sql<number>`max(id)`.as('latest'),
    ])
    .where('state', '=', 'open')
    .groupBy(['code', 'subject'])
    .orderBy('count', 'desc')
    .limit(200)
    .execute();
  return Promise.all(
    groups.map(async (group) => {
      const [hold, examples] = await Promise.all([
        db.selectFrom('holds').selectAll().where('id', '=', count(group.latest)).executeTakeFirstOrThrow(),
        db
          .selectFrom('holds as h')
          .leftJoin('records as r', (join) =>
            join.onRef('r.record_key', '=', 'h.record_key').onRef('r.instance_id', '=', 'h.instance_id'),
          )
          .select(['h.record_key', 'r.label'])
          .distinct()
          .where('h.state', '=', 'open')
          .where('h.code', '=', group.code)
          .where('h.subject', '=', group.subject)
          .limit(5)
          .execute(),
      ]);
      return {
        code: group.code,
        subject: group.subject,
        message: hold.message,
        nextStep: hold.next_step,
        count: count(group.count),
        oldest: isoTime(count(group.oldest)),
        examples: examples.map((example) => ({
          recordKey: example.record_key,
          label: example.label ?? example.record_key,
        })),
      };
    }),
  );
}

export async function parkedEvents(db: Db, limit: number) {
  const events = await db
    .selectFrom('inbox')
    .selectAll()
    .where('state', '=', 'parked')
    .orderBy('id', 'desc')
    .limit(limit)
    .execute();
  return events.map((event) => ({
    id: event.id,
    receivedAt: isoTime(event.received_at_ms),
    note: event.note ?? 'The event could not be read.',
    body: event.body.slice(0, 20_000),
  }));
}
