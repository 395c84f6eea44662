import type { Hold, Need } from '../../sidecar/src/model/hold';
import type { Operation } from '../../sidecar/src/model/operation';
import { organisationSchema, type Organisation } from '../../sidecar/src/model/organisation';
import type { Plan, PlanInput } from '../../sidecar/src/model/plan';
import { instanceId, recordKey, tenantId, type RecordKey, type TenantId } from '../../sidecar/src/model/record';
import { websiteSettingsSchema, type Mode, type Settings } from '../../sidecar/src/model/settings';
import { acceptEvents } from '../../sidecar/src/records/accept';
import { planRecord, type PlanOutcome, type PlanRecordPorts } from '../../sidecar/src/records/planRecord';
import { receiver } from '../../sidecar/src/records/receive';
import { systemClock as clock } from '../../sidecar/src/shared/clock';
import { checkAuditChain } from '../../sidecar/src/store/audit';
import { saveContacts } from '../../sidecar/src/store/directory';
import { saveOrganisation } from '../../sidecar/src/store/organisations';
import { markHeldBy, markRecord, markUnsettled, recordByKey, settleRecord } from '../../sidecar/src/store/records';
import { recordsStore } from '../../sidecar/src/store/recordsStore';
import { onEachDatabase } from './databases';
import { changedEvent, testInstance } from './events';

const instance = instanceId(testInstance);
const tenant = tenantId('aaaaaaaa-0000-4000-8000-000000000000');
const order = (id: number): RecordKey => recordKey(`order:${id}`);

const settingsOf = (mode: Mode): Settings => ({
  version: `settings-${mode}`,
  forWebsite: () => ({ ...websiteSettingsSchema.parse({}), mode }),
});

const operation = (key: RecordKey, part: string, more: Partial<Operation> = {}): Operation => ({
  kind: 'invoice.create',
  recordKey: key,
  part,
  tenantId: tenant,
  naturalKey: `N-${key}-${part}`,
  dependsOn: [],
  document: { Type: 'ACCREC' },
  inputFingerprint: 'input-1',
  documentFingerprint: 'document-1',
  reason: 'a test',
  ...more,
});

const hold = (key: RecordKey, code: Hold['code'], subject: string, message = 'Something is missing.'): Hold => ({
  recordKey: key,
  part: 'order',
  tenantId: tenant,
  code,
  subject,
  message,
  nextStep: 'Do something.',
});

type Plans = Partial<Plan> | ((input: PlanInput) => Partial<Plan>);

onEachDatabase('planning a record', (database) => {
  const db = () => database().store.db;
  const ports = (plans: Plans, mode: Mode = 'live', more: Partial<PlanRecordPorts> = {}): PlanRecordPorts => ({
    store: recordsStore(database().store, clock),
    plan: (input) => ({
      operations: [],
      holds: [],
      needs: [],
      ...(typeof plans === 'function' ? plans(input) : plans),
    }),
    settings: () => settingsOf(mode),
    organisation: () => Promise.resolve(organisationSchema.parse({ Organisation: { OrganisationID: tenant } })),
    organisationTenants: () => Promise.resolve([tenant]),
    mayPlan: () => true,
    isGone: () => false,
    now: () => clock.now(),
    ...more,
  });
  const arrive = async (key: RecordKey, version: string, data?: unknown) => {
    const store = recordsStore(database().store, clock);
    await receiver({ store, clock })([
      { raw: changedEvent({ id: `${key}@${version}`, subject: key, version, data }), source: 'kafka' },
    ]);
    await acceptEvents(store, 10);
  };
  const planned = (
    key: RecordKey,
    plans: Plans,
    mode: Mode = 'live',
    more: Partial<PlanRecordPorts> = {},
  ): Promise<PlanOutcome> => planRecord(ports(plans, mode, more), { instanceId: instance, recordKey: key });
  const dirtyAgain = (key: RecordKey) =>
    markRecord(db(), instance, key, { reason: 'test', lane: 'live', nowMs: clock.now() });
  const states = async () =>
    (await db().selectFrom('operations').select(['record_key', 'part', 'state']).orderBy('seq').execute()).map(
      (row) => `${row.record_key}/${row.part} ${row.state}`,
    );
  const holds = async () =>
    (await db().selectFrom('holds').select(['code', 'subject', 'state']).orderBy('id').execute()).map(
      (row) => `${row.code} ${row.subject} ${row.state}`,
    );
  const link = (key: RecordKey, part: string) =>
    db()
      .insertInto('links')
      .values({
        tenant_id: tenant,
        instance_id: instance,
        record_key: key,
        part,
        xero_type: 'Invoice',
        xero_id: `id-of-${key}-${part}`,
        xero_number: 'INV-1',
        input_fingerprint: '',
        document_fingerprint: '',
        document: null,
        seen: '{}',
        pins: '{}',
        revision: 1,
        created_at_ms: 0,
        updated_at_ms: 0,
      })
      .execute();

  beforeEach(() => arrive(order(1), '10'));

  describe('the organisation a website posts to', () => {
    const first = tenantId('aaaaaaaa-0000-4000-8000-00000000000a');
    const second = tenantId('bbbbbbbb-0000-4000-8000-00000000000b');
    // The connection's tenant id need not be the id that the organisation gives itself.
    const known = (ids: readonly TenantId[]): Partial<PlanRecordPorts> => ({
      organisationTenants: () => Promise.resolve(ids),
      organisation: (id) =>
        Promise.resolve({
          ...organisationSchema.parse({
            Organisation: { OrganisationID: `own-${id}`, Name: `Shop ${id.slice(0, 1)}` },
          }),
          tenantId: id,
        }),
    });
    const wants = (wanted: string | null): Partial<PlanRecordPorts> => ({
      settings: () => ({
        version: 'settings-tenant',
        forWebsite: () => ({ ...websiteSettingsSchema.parse({}), mode: 'live' as const, tenant: wanted }),
      }),
    });
    const plannedFor = async (wanted: string | null, ids: readonly TenantId[]) => {
      await arrive(order(1), '1');
      let organisation: string | undefined;
      const plans = (input: PlanInput) => {
        organisation = input.organisation?.tenantId;
        return {};
      };
      const outcome = await planned(order(1), plans, 'live', { ...known(ids), ...wants(wanted) });
      expect(outcome.outcome).toBe('planned');
      return organisation;
    };

    test.each([
      ['its tenant id', first, first],
      ['its tenant id in capitals', first.toUpperCase(), first],
      ['the id it gives itself', `own-${second}`, second],
    ])('is found by %s', async (_how, wanted, found) => {
      expect(await plannedFor(wanted, [first, second])).toBe(found);
      expect(await holds()).toEqual([]);
    });

    test('is the only one where none is named', async () => {
      expect(await plannedFor(null, [second])).toBe(second);
    });

    test.each([
      ['one that is not connected', 'cccccccc-0000-4000-8000-00000000000c', [first]],
      ['none of several', null, [first, second]],
    ])('named as %s, the record is held and Xero is not asked again', async (_how, wanted, ids) => {
      expect(await plannedFor(wanted, ids)).toBeUndefined();
      expect(await holds()).toEqual([`tenant.unknown ${wanted ?? 'several organisations'} open`]);
    });
  });

  it('stores what is to be written: ready where nothing is missing, waiting where a document must exist first', async () => {
    await link(order(1), 'order');
    const outcome = await planned(order(1), {
      operations: [
        operation(order(1), 'order'),
        operation(order(1), 'payment:1', { kind: 'payment.create', dependsOn: ['order:1/order'] }),
        operation(order(1), 'payment:2', { kind: 'payment.create', dependsOn: ['order:1/order', 'order:1/invoice:9'] }),
      ],
    });
    expect(outcome).toEqual({ outcome: 'planned', replanned: { made: 3, kept: 0, superseded: 0, held: 0 } });
    expect(await states()).toEqual(['order:1/order ready', 'order:1/payment:1 ready', 'order:1/payment:2 waiting']);
    const dependencies = await db()
      .selectFrom('operation_dependencies')
      .select(['ref', 'satisfied'])
      .orderBy('ref')
      .orderBy('satisfied')
      .execute();
    expect(dependencies).toEqual([
      { ref: 'order:1/invoice:9', satisfied: 0 },
      { ref: 'order:1/order', satisfied: 1 },
      { ref: 'order:1/order', satisfied: 1 },
    ]);
    expect(await recordByKey(db(), instance, 'order:1')).toMatchObject({
      dirty: 0,
      planned_version: '10',
      settings_version: 'settings-live',
      tenant_id: tenant,
    });
  });

  it('leaves an operation of the same content as it is, replaces a changed one, and drops one that is no longer planned', async () => {
    const [same, changed, dropped] = ['invoice:1', 'invoice:2', 'invoice:3'].map((part) => operation(order(1), part));
    if (same === undefined || changed === undefined || dropped === undefined) throw new Error('three');
    await planned(order(1), { operations: [same, changed, dropped] });
    const before = await db()
      .selectFrom('operations')
      .selectAll()
      .where('part', '=', 'invoice:1')
      .executeTakeFirstOrThrow();
    await arrive(order(1), '11');
    await planned(order(1), { operations: [same, { ...changed, documentFingerprint: 'document-2' }] });
    expect(await states()).toEqual([
      'order:1/invoice:1 ready',
      'order:1/invoice:2 superseded',
      'order:1/invoice:3 superseded',
      'order:1/invoice:2 ready',
    ]);
    expect(await db().selectFrom('operations').selectAll().where('part', '=', 'invoice:1').executeTakeFirst()).toEqual(
      before,
    );
  });

  it('plans nothing while an operation is under way or its outcome unknown', async () => {
    await planned(order(1), { operations: [operation(order(1), 'order')] });
    for (const state of ['sending', 'unknown'] as const) {
      await db().updateTable('operations').set({ state }).execute();
      await arrive(order(1), state === 'sending' ? '11' : '12');
      expect(await planned(order(1), { operations: [] })).toEqual({ outcome: 'inFlight' });
      expect(await states()).toEqual([`order:1/order ${state}`]);
      expect((await recordByKey(db(), instance, 'order:1'))?.dirty).toBe(1);
    }
  });

  it('shows and never sends in preview, and makes it anew when the website goes live', async () => {
    const plan = { operations: [operation(order(1), 'order')] };
    await planned(order(1), plan, 'preview');
    expect(await states()).toEqual(['order:1/order preview']);
    await dirtyAgain(order(1));
    await planned(order(1), plan, 'live');
    expect(await states()).toEqual(['order:1/order superseded', 'order:1/order ready']);
  });

  it('keeps what a person skipped skipped as long as its content is the same', async () => {
    const plan = { operations: [operation(order(1), 'order')] };
    await planned(order(1), plan);
    await db().updateTable('operations').set({ state: 'skipped' }).execute();
    await dirtyAgain(order(1));
    await planned(order(1), plan);
    expect(await states()).toEqual(['order:1/order skipped']);
    await dirtyAgain(order(1));
    await planned(order(1), { operations: [operation(order(1), 'order', { inputFingerprint: 'input-2' })] });
    expect(await states()).toEqual(['order:1/order superseded', 'order:1/order ready']);
  });

  it('opens holds, tells them again with new figures, and closes them when the cause is gone', async () => {
    await planned(order(1), {
      holds: [hold(order(1), 'payment.unmapped', 'stripe'), hold(order(1), 'account.unmapped', 'sales')],
    });
    expect(await holds()).toEqual(['payment.unmapped stripe open', 'account.unmapped sales open']);
    await dirtyAgain(order(1));
    await planned(order(1), { holds: [hold(order(1), 'payment.unmapped', 'stripe', 'Now it is 12.00.')] });
    expect(await holds()).toEqual(['payment.unmapped stripe open', 'account.unmapped sales released']);
    const [told] = await db().selectFrom('holds').selectAll().where('code', '=', 'payment.unmapped').execute();
    expect(told).toMatchObject({ message: 'Now it is 12.00.', closed_at_ms: null, planned_by: 'order:1' });
  });

  it('does not open again what a person skipped', async () => {
    const plan = { holds: [hold(order(1), 'payment.unmapped', 'stripe')] };
    await planned(order(1), plan);
    await db().updateTable('holds').set({ state: 'skipped' }).execute();
    await dirtyAgain(order(1));
    await planned(order(1), plan);
    expect(await holds()).toEqual(['payment.unmapped stripe skipped']);
    await dirtyAgain(order(1));
    await planned(order(1), {});
    expect(await holds()).toEqual(['payment.unmapped stripe released']);
  });

  it('plans again exactly the records held by the cause that was fixed', async () => {
    await arrive(order(2), '10');
    await arrive(order(3), '10');
    await planned(order(1), { holds: [hold(order(1), 'payment.unmapped', 'stripe')] });
    await planned(order(2), { holds: [hold(order(2), 'payment.unmapped', 'paypal')] });
    await planned(order(3), {});
    const mark = { reason: 'payment.unmapped stripe was fixed', lane: 'live' as const, nowMs: clock.now() };
    expect(await markHeldBy(db(), { code: 'payment.unmapped', subject: 'stripe' }, mark)).toBe(1);
    const dirty = await db().selectFrom('records').select('record_key').where('dirty', '=', 1).execute();
    expect(dirty).toEqual([{ record_key: 'order:1' }]);
  });

  it('plans again what is held, unsent or never written when settings change, and leaves what is decided alone', async () => {
    for (const id of [2, 3, 4]) await arrive(order(id), '10');
    for (const id of [1, 2, 3]) await link(order(id), 'earlier');
    await planned(order(1), { holds: [hold(order(1), 'payment.unmapped', 'stripe')] });
    await planned(order(2), { operations: [operation(order(2), 'order')] });
    await planned(order(3), { operations: [operation(order(3), 'order')] });
    await db().updateTable('operations').set({ state: 'done' }).where('record_key', '=', 'order:3').execute();
    await planned(order(4), {});
    expect(await markUnsettled(db(), { reason: 'settings', lane: 'live', nowMs: clock.now() })).toBe(3);
    const dirty = await db()
      .selectFrom('records')
      .select('record_key')
      .where('dirty', '=', 1)
      .orderBy('record_key')
      .execute();
    expect(dirty.map((row) => row.record_key)).toEqual(['order:1', 'order:2', 'order:4']);
  });

  it('writes a guest’s contact once for two of the guest’s orders, and goes on when the first no longer needs it', async () => {
    await arrive(order(2), '10');
    const guest = recordKey('guest:1:0123456789abcdef');
    const contact = operation(guest, 'contact', { kind: 'contact.create' });
    const needing = (key: RecordKey) => operation(key, 'order', { dependsOn: [`${guest}/contact`] });
    await planned(order(1), { operations: [contact, needing(order(1))] });
    expect(await planned(order(2), { operations: [contact, needing(order(2))] })).toMatchObject({
      replanned: { made: 1, kept: 1 },
    });
    expect(await states()).toEqual([`${guest}/contact ready`, 'order:1/order waiting', 'order:2/order waiting']);

    await arrive(order(1), '11');
    await planned(order(1), {});
    expect(await recordByKey(db(), instance, 'order:2')).toMatchObject({
      dirty: 1,
      dirty_reason: 'a document it depends on is no longer planned',
    });
    await planned(order(2), { operations: [contact, needing(order(2))] });
    expect((await states()).filter((line) => !line.endsWith('superseded'))).toEqual([
      'order:2/order waiting',
      `${guest}/contact ready`,
    ]);
  });

  it('does not touch a contact in flight that another order planned', async () => {
    await arrive(order(2), '10');
    const guest = recordKey('guest:1:0123456789abcdef');
    const contact = operation(guest, 'contact', { kind: 'contact.create' });
    await planned(order(1), { operations: [contact] });
    await db().updateTable('operations').set({ state: 'sending' }).execute();
    await planned(order(2), {
      operations: [{ ...contact, documentFingerprint: 'other' }, operation(order(2), 'order')],
    });
    expect(await states()).toEqual([`${guest}/contact sending`, 'order:2/order ready']);
  });

  it('throws a plan away when a newer snapshot came while it was made', async () => {
    const meanwhile: Partial<PlanRecordPorts> = {
      organisation: async (): Promise<Organisation> => {
        await arrive(order(1), '11');
        return organisationSchema.parse({});
      },
    };
    expect(await planned(order(1), { operations: [operation(order(1), 'order')] }, 'live', meanwhile)).toEqual({
      outcome: 'changed',
    });
    expect(await states()).toEqual([]);
    const record = await recordByKey(db(), instance, 'order:1');
    expect(record).toMatchObject({ dirty: 1, version: '11' });
    expect(
      await database().store.transaction((tx) =>
        settleRecord(
          tx,
          { instance_id: instance, record_key: 'order:1', revision: (record?.revision ?? 0) - 1 },
          {
            planned_version: '10',
            planned_at_ms: 1,
            settings_version: '',
            tenant_id: null,
          },
        ),
      ),
    ).toBe(false);
  });

  it('answers the planner’s questions about contacts and links from the store, however deep they go', async () => {
    await link(order(7), 'order');
    await saveContacts(db(), tenant, [
      {
        ContactID: 'c-1',
        Name: 'Ann',
        EmailAddress: ' ANN@Example.com',
        ContactStatus: 'ACTIVE',
        ContactNumber: '7',
        UpdatedDateUTC: '2026-01-01T00:00:00',
      },
      {
        ContactID: 'c-2',
        Name: 'ANN ',
        EmailAddress: 'ann@example.com',
        ContactStatus: 'ACTIVE',
        UpdatedDateUTC: '2026-02-01T00:00:00',
      },
      {
        ContactID: 'c-3',
        Name: 'Ann',
        EmailAddress: 'ann@example.com',
        ContactStatus: 'ARCHIVED',
        UpdatedDateUTC: '2026-03-01T00:00:00',
      },
    ]);
    const seen: unknown[] = [];
    await planned(order(1), ({ directory, links, isGone }) => {
      const first = directory.contactsByEmail('Ann@example.com')[0];
      const byId = first && directory.contactById(first.ContactID);
      seen.splice(
        0,
        seen.length,
        directory.contactsByEmail('Ann@example.com').map((contact) => contact.ContactID),
        byId?.Name,
        directory.contactsByName('ann').map((contact) => contact.ContactID),
        directory.contactByNumber('7')?.ContactID,
        directory.contactById('nobody'),
        links.find(order(7), 'order', 'Invoice')?.xeroId,
        links.byXeroId('Invoice', 'id-of-order:7-order')?.recordKey,
        links.byNumber?.('Invoice', 'INV-1')?.part,
        links.of(order(8)),
        isGone?.(recordKey('customer:1')),
      );
      return {};
    });
    expect(seen).toEqual([
      ['c-2', 'c-1'],
      'ANN ',
      ['c-1', 'c-2'],
      'c-1',
      undefined,
      'id-of-order:7-order',
      'order:7',
      'order',
      [],
      false,
    ]);
  });

  it('keeps the operations it has while facts are missing, and stays to be planned', async () => {
    await planned(order(1), { operations: [operation(order(1), 'order')] });
    await dirtyAgain(order(1));
    const needs: Need[] = [{ kind: 'organisation', tenantId: tenant, why: 'test' }];
    expect(await planned(order(1), { needs })).toEqual({ outcome: 'needs', needs });
    expect(await states()).toEqual(['order:1/order ready']);
    expect((await recordByKey(db(), instance, 'order:1'))?.dirty).toBe(1);
  });

  it('asks for a customer that is not known, and not for one that is', async () => {
    const needs: Need[] = [{ kind: 'record', recordKey: recordKey('customer:7'), why: 'test' }];
    expect(await planned(order(1), { needs })).toEqual({ outcome: 'needs', needs });
    await arrive(recordKey('customer:7'), '1', { customer: { id: 7, email: 'a@example.com' } });
    expect(await planned(order(1), { needs })).toMatchObject({ outcome: 'planned' });
  });

  it('holds a record whose snapshot cannot be read, and sends nothing of it', async () => {
    await planned(order(1), { operations: [operation(order(1), 'order')] });
    await arrive(order(1), '11', { order: { entity_id: 'not a number', increment_id: '1', created_at: '' } });
    await planned(order(1), { operations: [operation(order(1), 'order')] });
    expect(await states()).toEqual(['order:1/order superseded']);
    expect(await holds()).toEqual(['snapshot.unreadable order:1 open']);
    const [row] = await db().selectFrom('holds').select('details').execute();
    expect(row?.details).toContain('order.entity_id');
    await arrive(order(1), '12');
    await planned(order(1), { operations: [operation(order(1), 'order')] });
    expect(await holds()).toEqual(['snapshot.unreadable order:1 released']);
  });

  it('leaves a record to the process that holds its organisation', async () => {
    expect(await planned(order(1), {}, 'live', { mayPlan: () => false })).toEqual({ outcome: 'notOurs' });
    expect((await recordByKey(db(), instance, 'order:1'))?.dirty).toBe(1);
  });

  it('refuses two live operations for one document, whoever plans them', async () => {
    const twice = [operation(order(1), 'order'), operation(order(1), 'order')];
    await expect(planned(order(1), { operations: twice })).rejects.toMatchObject({ code: 'LL-9001' });
    expect(await states()).toEqual([]);
    expect((await recordByKey(db(), instance, 'order:1'))?.dirty).toBe(1);
  });

  it('writes one audit row for a plan that changed something, and a chain that shows what was altered or removed', async () => {
    const key = order(1);
    await planned(key, { operations: [operation(key, 'order')] });
    await dirtyAgain(key);
    await planned(key, { operations: [operation(key, 'order')] });
    await dirtyAgain(key);
    await planned(key, {});
    await dirtyAgain(key);
    await planned(key, { holds: [hold(key, 'payment.unmapped', 'stripe')] });
    const rows = await db().selectFrom('audit').selectAll().orderBy('id').execute();
    expect(rows.map((row) => [row.action, row.record_key])).toEqual([
      ['record.planned', 'order:1'],
      ['record.planned', 'order:1'],
      ['record.planned', 'order:1'],
    ]);
    expect(await checkAuditChain(db())).toBeUndefined();

    const [first, second, third] = rows;
    await db()
      .deleteFrom('audit_payloads')
      .where('id', '=', first?.payload_id ?? '')
      .execute();
    expect(await checkAuditChain(db())).toBeUndefined();
    await db()
      .updateTable('audit')
      .set({ actor: 'nobody' })
      .where('id', '=', third?.id ?? 0)
      .execute();
    expect(await checkAuditChain(db())).toEqual({ id: third?.id, fault: 'altered' });
    await db()
      .updateTable('audit')
      .set({ actor: 'sidecar' })
      .where('id', '=', third?.id ?? 0)
      .execute();
    await db()
      .updateTable('audit_payloads')
      .set({ body: '{}' })
      .where('id', '=', third?.payload_id ?? '')
      .execute();
    expect(await checkAuditChain(db())).toEqual({ id: third?.id, fault: 'payload altered' });
    await db()
      .deleteFrom('audit')
      .where('id', '=', second?.id ?? 0)
      .execute();
    expect(await checkAuditChain(db())).toEqual({ id: third?.id, fault: 'missing before' });
  });

  it('tells whether an organisation changed since it was read last', async () => {
    expect(await saveOrganisation(db(), tenant, { Organisation: { Name: 'A' } }, 1)).toBe(true);
    expect(await saveOrganisation(db(), tenant, { Organisation: { Name: 'A' } }, 2)).toBe(false);
    expect(await saveOrganisation(db(), tenant, { Organisation: { Name: 'B' } }, 3)).toBe(true);
  });
});
