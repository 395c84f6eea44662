import type { IncomingMessage } from '../../sidecar/src/model/incoming';
import { organisationSchema } from '../../sidecar/src/model/organisation';
import type { Plan } from '../../sidecar/src/model/plan';
import { recordKey, tenantId } from '../../sidecar/src/model/record';
import { websiteSettingsSchema } from '../../sidecar/src/model/settings';
import { retryDelayMs, startPlanning, type Planning, type PlanningPorts } from '../../sidecar/src/records/planning';
import { receiver } from '../../sidecar/src/records/receive';
import { systemClock as clock } from '../../sidecar/src/shared/clock';
import { saveOrganisation } from '../../sidecar/src/store/organisations';
import { markRecord, recordByKey } from '../../sidecar/src/store/records';
import { recordsStore } from '../../sidecar/src/store/recordsStore';
import { onEachDatabase } from './databases';
import { changedEvent, testInstance } from './events';

const tenant = tenantId('aaaaaaaa-0000-4000-8000-000000000000');
const nothing: Plan = { operations: [], holds: [], needs: [] };

onEachDatabase('the planning loop', (database) => {
  let planning: Planning | undefined;
  afterEach(() => planning?.stop());

  const db = () => database().store.db;
  const record = (key: string) => recordByKey(db(), testInstance, key);
  const until = async (condition: () => boolean | Promise<boolean>) => {
    const deadline = Date.now() + 20_000;
    while (!(await condition())) {
      if (Date.now() > deadline) throw new Error('not within 20 seconds');
      await new Promise((resolve) => setTimeout(resolve, 10));
    }
  };

  async function begin(ports: Partial<PlanningPorts> = {}) {
    await saveOrganisation(db(), tenant, { Organisation: { OrganisationID: tenant } }, 1);
    const store = recordsStore(database().store, clock);
    const receive = receiver({ store, clock, onReceived: () => planning?.wake() });
    const planned: string[] = [];
    const problems: unknown[] = [];
    planning = startPlanning({
      store,
      clock,
      receive,
      plan: () => nothing,
      settings: () => ({ version: 's', forWebsite: () => ({ ...websiteSettingsSchema.parse({}), mode: 'live' }) }),
      readSnapshot: () => Promise.reject(new Error('not asked for')),
      fetch: () => Promise.reject(new Error('not asked for')),
      onPlanned: ({ recordKey: key }, { outcome }) => planned.push(`${key} ${outcome}`),
      onProblem: ({ error }) => problems.push(error),
      // Nothing is planned in time unless something wakes the loop.
      idleMs: 3_600_000,
      ...ports,
    });
    const arrive = (key: string, version = '1', data?: unknown) =>
      receive([{ raw: changedEvent({ id: `${key}@${version}`, subject: key, version, data }), source: 'kafka' }]);
    return { arrive, planned, problems };
  }

  it('plans what arrives, woken by the arrival', async () => {
    const { arrive, planned } = await begin();
    await arrive('order:1');
    await until(() => planned.includes('order:1 planned'));
    await arrive('order:1', '2');
    await until(() => planned.filter((line) => line === 'order:1 planned').length === 2);
    expect(await record('order:1')).toMatchObject({ dirty: 0, planned_version: '2' });
  });

  it('takes a person’s record before live ones, and those before a backfill', async () => {
    const store = recordsStore(database().store, clock);
    const receive = receiver({ store, clock });
    const send = (key: string, source: 'backfill' | 'kafka') =>
      receive([{ raw: changedEvent({ id: key, subject: key, version: '1' }), source }]);
    await send('order:1', 'backfill');
    await send('order:2', 'kafka');
    await send('order:3', 'kafka');
    const order: string[] = [];
    await begin({
      plan: (input) => {
        order.push(input.recordKey);
        return nothing;
      },
    });
    await until(() => order.length === 3);
    expect(order.at(-1)).toBe('order:1');
    order.length = 0;
    await database().store.transaction(async (tx) => {
      for (const [key, lane] of [
        ['order:1', 'backfill'],
        ['order:2', 'live'],
        ['order:3', 'person'],
      ] as const)
        await markRecord(tx, testInstance, key, { reason: 'test', lane, nowMs: clock.now() });
    });
    planning?.wake();
    await until(() => order.length === 3);
    expect(order).toEqual(['order:3', 'order:2', 'order:1']);
  });

  it('tries a record again later where planning fails, and plans the others meanwhile', async () => {
    let failures = 0;
    const { arrive, planned, problems } = await begin({
      plan: ({ recordKey: key }) => {
        if (key === 'order:1') {
          failures += 1;
          throw new Error('a mistake of the planner');
        }
        return nothing;
      },
    });
    await arrive('order:1');
    await arrive('order:2');
    await until(() => planned.includes('order:2 planned'));
    await until(async () => (await record('order:1'))?.tries === 1);
    const failed = await record('order:1');
    expect(failed).toMatchObject({ dirty: 1, last_error: 'a mistake of the planner' });
    expect((failed?.due_at_ms ?? 0) - clock.now()).toBeGreaterThan(retryDelayMs(0) - 2_500);
    await arrive('order:3');
    await until(() => planned.includes('order:3 planned'));
    expect(failures).toBe(1);
    expect(problems).toHaveLength(1);
  });

  it('fetches a snapshot that was too large for its event, and plans with it', async () => {
    const { data: _none, ...bare } = JSON.parse(changedEvent({ id: 'bare', subject: 'order:1', version: '5' })) as {
      data: unknown;
    };
    const asked: string[] = [];
    const { planned } = await begin({
      readSnapshot: ({ recordKey: key }): Promise<IncomingMessage> => {
        asked.push(key);
        return Promise.resolve({ raw: changedEvent({ id: 'read', subject: key, version: '6' }), source: 'rest' });
      },
    });
    const store = recordsStore(database().store, clock);
    await receiver({ store, clock, onReceived: () => planning?.wake() })([
      { raw: JSON.stringify(bare), source: 'kafka' },
    ]);
    await until(() => planned.includes('order:1 planned'));
    expect(asked).toEqual(['order:1']);
    expect(await record('order:1')).toMatchObject({ version: '6', planned_version: '6', dirty: 0, tries: 0 });
  });

  it('fetches the customer whom an order needs, once for two orders, and plans all three', async () => {
    let reads = 0;
    const customer = recordKey('customer:7');
    const { arrive, planned } = await begin({
      plan: ({ recordKey: key }) =>
        key.startsWith('order:')
          ? { ...nothing, needs: [{ kind: 'record', recordKey: customer, why: 'test' }] }
          : nothing,
      readSnapshot: async ({ recordKey: key }): Promise<IncomingMessage> => {
        reads += 1;
        await new Promise((resolve) => setTimeout(resolve, 200));
        const data = { customer: { id: 7, email: 'a@example.com', firstname: 'A', lastname: 'B' } };
        return { raw: changedEvent({ id: 'read', subject: key, version: '1', data }), source: 'rest' };
      },
    });
    await arrive('order:1');
    await arrive('order:2');
    await until(() => ['order:1', 'order:2', 'customer:7'].every((key) => planned.includes(`${key} planned`)));
    expect(reads).toBe(1);
  });

  it('tells the planner that a customer is gone where Magento does not have it', async () => {
    const customer = recordKey('customer:7');
    const gone: (boolean | undefined)[] = [];
    const { arrive, planned } = await begin({
      plan: ({ isGone }) => {
        gone.push(isGone?.(customer));
        return isGone?.(customer) === true
          ? nothing
          : { ...nothing, needs: [{ kind: 'record', recordKey: customer, why: 'test' }] };
      },
      readSnapshot: () => Promise.resolve('gone'),
    });
    await arrive('order:1');
    await until(() => planned.includes('order:1 planned'));
    expect(gone[0]).toBe(false);
    expect(gone.at(-1)).toBe(true);
  });

  it('lets a Magento that does not answer delay only those who need it, and says why they wait', async () => {
    const { arrive, planned, problems } = await begin({
      plan: ({ recordKey: key }) =>
        key === 'order:1'
          ? { ...nothing, needs: [{ kind: 'record', recordKey: recordKey('customer:7'), why: 'test' }] }
          : nothing,
      readSnapshot: () =>
        new Promise((_resolve, reject) => setTimeout(() => reject(new Error('Magento is away')), 300)),
    });
    await arrive('order:1');
    await until(() => planned.includes('order:1 needs'));
    await arrive('order:2');
    await until(() => planned.includes('order:2 planned'));
    await until(() => problems.length === 1);
    await until(async () => (await record('order:1'))?.last_error === 'Magento is away');
    expect(await record('order:1')).toMatchObject({ dirty: 1, due_at_ms: expect.any(Number) as number });
    expect((await record('order:1'))?.due_at_ms).toBeGreaterThan(clock.now());
  });

  it('does not ask for ever in quick succession where fetching does not help', async () => {
    let fetches = 0;
    const { arrive } = await begin({
      plan: () => ({ ...nothing, needs: [{ kind: 'organisation', tenantId: tenant, why: 'test' }] }),
      fetch: () => {
        fetches += 1;
        return Promise.resolve();
      },
    });
    await arrive('order:1');
    await until(() => fetches === 4);
    await until(async () => ((await record('order:1'))?.due_at_ms ?? 0) > clock.now() + 1_000);
    await new Promise((resolve) => setTimeout(resolve, 300));
    expect(fetches).toBe(4);
  });

  it('leaves records of another process’ organisation without spinning', async () => {
    let looks = 0;
    const { arrive } = await begin({
      mayPlan: () => {
        looks += 1;
        return false;
      },
    });
    await arrive('order:1');
    await until(() => looks >= 1);
    await new Promise((resolve) => setTimeout(resolve, 300));
    expect(looks).toBeLessThanOrEqual(3);
    expect((await record('order:1'))?.dirty).toBe(1);
  });

  it('remembers an organisation until it is told that it changed', async () => {
    const names: string[] = [];
    const { arrive, planned } = await begin({
      plan: ({ organisation }) => {
        names.push(organisation?.Organisation.Name ?? '');
        return nothing;
      },
    });
    await arrive('order:1');
    await until(() => planned.length >= 1);
    await saveOrganisation(
      db(),
      tenant,
      organisationSchema.parse({ Organisation: { OrganisationID: tenant, Name: 'New' } }),
      2,
    );
    planning?.organisationChanged(tenant);
    await arrive('order:2');
    await until(() => planned.includes('order:2 planned'));
    expect(names).toEqual(['', 'New']);
  });
});
