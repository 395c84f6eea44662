import { receiver } from '../../sidecar/src/records/receive';
import { systemClock } from '../../sidecar/src/shared/clock';
import { recordsStore } from '../../sidecar/src/store/recordsStore';
import { keepDays, prune } from '../../sidecar/src/store/retention';
import { onEachDatabase } from './databases';
import { changedEvent } from './events';

const day = 86_400_000;
const start = Date.parse('2026-01-01T00:00:00Z');

onEachDatabase('keeping what is needed', (database) => {
  const db = () => database().store.db;
  const ids = async (table: 'operations' | 'attempts') =>
    (await db().selectFrom(table).select('id').orderBy('id').execute()).map((row) => row.id);
  const operation = (id: string, state: 'done' | 'superseded' | 'ready' | 'held' | 'skipped', updatedMs: number) =>
    db()
      .insertInto('operations')
      .values({
        id,
        target: 'xero',
        tenant_id: 't',
        instance_id: 'i',
        record_key: 'order:1',
        part: id,
        planned_by: 'order:1',
        kind: 'invoice.create',
        natural_key: id,
        document: '{}',
        pins: '{}',
        expect: null,
        input_fingerprint: '',
        document_fingerprint: '',
        reason: '',
        lane: 'live',
        state,
        tries: 0,
        available_at_ms: 0,
        created_at_ms: 0,
        updated_at_ms: updatedMs,
        error_code: null,
        error_message: null,
        next_step: null,
        attempt_id: null,
      })
      .execute();
  const attempt = async (id: string, outcome: 'ok' | 'unknown' | null, operationId: string) => {
    await db()
      .insertInto('attempts')
      .values({
        id,
        tenant_id: 't',
        target: 'xero',
        kind: 'invoice.create',
        lane: 'live',
        idempotency_key: null,
        method: 'PUT',
        path: '/Invoices',
        request_body: null,
        operation_count: 1,
        sent_at_ms: start,
        finished_at_ms: null,
        outcome,
        http_status: null,
        response: null,
        correlation_id: null,
        error_code: null,
        error_message: null,
        duration_ms: null,
        lease_token: null,
      })
      .execute();
    await db()
      .insertInto('attempt_operations')
      .values({ attempt_id: id, operation_id: operationId, position: 0, outcome: null, message: null })
      .execute();
  };

  it('knows a repeated event for thirty days, and events that nobody looked at for ever', async () => {
    const clock = { ...systemClock, now: () => start };
    const receive = receiver({ store: recordsStore(database().store, clock), clock });
    const events = ['seen', 'unseen'].map((id) => changedEvent({ id, subject: 'order:1', version: '1' }));
    await receive([...events, 'broken'].map((raw) => ({ raw, source: 'http' as const })));
    await db().updateTable('inbox').set({ state: 'accepted' }).where('event_id', '=', 'seen').execute();

    expect(await prune(database().store, start + keepDays.events * day)).toMatchObject({ events: 0 });
    expect(await prune(database().store, start + keepDays.events * day + 1)).toMatchObject({ events: 1 });
    expect(await prune(database().store, start + keepDays.parked * day + 1)).toMatchObject({ events: 1 });
    expect(await db().selectFrom('inbox').select('event_id').execute()).toEqual([{ event_id: 'unseen' }]);
  });

  it('forgets finished operations and their attempts after a year, and nothing that may still happen', async () => {
    await operation('done', 'done', start);
    await operation('replaced', 'superseded', start);
    await operation('recent', 'done', start + 10 * day);
    for (const state of ['ready', 'held', 'skipped'] as const) await operation(state, state, start);
    await attempt('of-done', 'ok', 'done');
    await attempt('of-recent', 'ok', 'recent');
    await attempt('open', null, 'replaced');
    await attempt('unknown', 'unknown', 'replaced');
    await db()
      .insertInto('operation_dependencies')
      .values({ operation_id: 'done', ref: 'order:1/order', satisfied: 1 })
      .execute();

    expect(await prune(database().store, start + keepDays.operations * day + 1)).toMatchObject({
      operations: 2,
      attempts: 1,
    });
    expect(await ids('operations')).toEqual(['held', 'ready', 'recent', 'skipped']);
    expect(await ids('attempts')).toEqual(['of-recent', 'open', 'unknown']);
    expect(await db().selectFrom('operation_dependencies').selectAll().execute()).toEqual([]);
  });

  it('works through many in small steps', async () => {
    const rows = Array.from({ length: 2_300 }, (_, index) =>
      changedEvent({ id: `e${index}`, subject: 'order:1', version: '1', data: {} }),
    );
    const clock = { ...systemClock, now: () => start };
    await receiver({ store: recordsStore(database().store, clock), clock })(
      rows.map((raw) => ({ raw, source: 'http' as const })),
    );
    await db().updateTable('inbox').set({ state: 'accepted' }).execute();
    expect(await prune(database().store, start + 31 * day)).toMatchObject({ events: 2_300 });
  });
});
