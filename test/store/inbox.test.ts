import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { receiver } from '../../sidecar/src/records/receive';
import { acceptEvents, type ConfigChange } from '../../sidecar/src/records/accept';
import { systemClock } from '../../sidecar/src/shared/clock';
import { recordByKey } from '../../sidecar/src/store/records';
import { recordsStore } from '../../sidecar/src/store/recordsStore';
import { onEachDatabase } from './databases';
import { changedEvent, orderData, testInstance as instance } from './events';

onEachDatabase('the inbox', (database) => {
  const inbox = () => database().store.db.selectFrom('inbox').selectAll().orderBy('id').execute();
  const receive = (messages: (string | Buffer)[]) =>
    receiver({ store: recordsStore(database().store, systemClock), clock: systemClock })(
      messages.map((raw) => ({ raw, source: 'http' as const })),
    );
  const accept = (onConfig?: (change: ConfigChange) => void) =>
    acceptEvents(recordsStore(database().store, systemClock), 100, onConfig);

  it('takes an event once, however often it is sent, also twice in one batch', async () => {
    const event = changedEvent({ id: 'a', subject: 'order:1', version: '5' });
    expect(await receive([event, event])).toEqual({ accepted: 1, duplicates: 1, parked: 0 });
    expect(await receive([event])).toEqual({ accepted: 0, duplicates: 1, parked: 0 });
    expect(await inbox()).toHaveLength(1);
  });

  it('keeps events of two shops apart although their ids are the same', async () => {
    const here = changedEvent({ id: 'a', subject: 'order:1', version: '5' });
    expect(await receive([here, here.replace(instance, 'another-shop')])).toMatchObject({ accepted: 2 });
  });

  it('parks what it cannot read with its raw bytes, and takes its mates', async () => {
    const bytes = Buffer.from([0xff, 0x00, 0x80]);
    const good = changedEvent({ id: 'good', subject: 'order:1', version: '5' });
    const received = await receive([
      bytes,
      '{"half":',
      '{"specversion":"1.0"}',
      changedEvent({ id: 'nul', subject: 'stock:a\u0000b', version: '1' }),
      `{"nul":"${String.fromCharCode(0)}"}`,
      '',
      good,
    ]);
    expect(received).toEqual({ accepted: 1, duplicates: 0, parked: 6 });
    const rows = await inbox();
    expect(rows.map((row) => row.state)).toEqual(['parked', 'parked', 'parked', 'parked', 'parked', 'parked', 'new']);
    expect(Buffer.from(rows[0]?.body ?? '', rows[0]?.body_encoding)).toEqual(bytes);
    expect(rows[1]?.body).toBe('{"half":');
    for (const row of rows.slice(0, 6)) expect(row.note).toMatch(/^LL-2001 /);
  });

  it('lets a good message with the event id of a broken one through later', async () => {
    const good = changedEvent({ id: 'same', subject: 'order:1', version: '5' });
    expect(await receive([good.replace('"subject":"order:1"', '"subject":"nonsense"')])).toMatchObject({ parked: 1 });
    expect(await receive([good])).toMatchObject({ accepted: 1, duplicates: 0 });
  });

  it('ignores a type it does not know, and parks one of a later major version under its own id', async () => {
    const event = changedEvent({ id: 'later', subject: 'order:1', version: '5' });
    await receive([
      event.replace('changed.v1', 'changed.v2'),
      event.replace('"later"', '"other"').replace('com.ledgerlink', 'org.else'),
    ]);
    expect((await inbox()).map((row) => [row.event_id, row.state])).toEqual([
      ['later', 'parked'],
      ['other', 'ignored'],
    ]);
    expect((await inbox())[0]?.note).toMatch(/^LL-2004 /);
  });

  it('reads a later version again when a newer sidecar starts, and sets it aside once more where it is none the wiser', async () => {
    const ports = recordsStore(database().store, systemClock);
    await receive([
      changedEvent({ id: 'later', subject: 'order:1', version: '5' }).replace('changed.v1', 'changed.v2'),
    ]);
    expect(await ports.rereadLaterVersions()).toBe(1);
    expect((await inbox())[0]?.state).toBe('new');
    await accept();
    expect((await inbox())[0]).toMatchObject({ state: 'parked', note: expect.stringMatching(/^LL-2004 /) as string });
    await receive(['nonsense']);
    expect(await ports.rereadLaterVersions()).toBe(1);
  });

  it('takes version as a number and reasons as a list', async () => {
    const event = JSON.parse(changedEvent({ id: 'a', subject: 'order:1', version: '7' })) as Record<string, unknown>;
    await receive([JSON.stringify({ ...event, version: 7, reasons: ['order.placed', 'invoice.created'] })]);
    expect((await inbox())[0]).toMatchObject({ version: '7', reasons: 'order.placed,invoice.created', state: 'new' });
  });

  it('keeps the newest snapshot whatever the order of arrival, comparing versions as numbers', async () => {
    const versions = ['9', '1764000000000001', '999', '12345678901234567890', '1764000000000000'];
    for (const version of versions)
      await receive([
        changedEvent({ id: `v${version}`, subject: 'order:1', version, data: orderData({ increment_id: version }) }),
      ]);
    expect(await accept()).toBe(5);
    const record = await recordByKey(database().store.db, instance, 'order:1');
    expect(record).toMatchObject({
      version: '12345678901234567890',
      label: '12345678901234567890',
      dirty: 1,
      revision: 3,
    });
    expect((await inbox()).map((row) => row.note !== null)).toEqual([false, false, true, false, true]);
    expect(await accept()).toBe(0);
  });

  it('fills in the data of a snapshot that was too large for its event', async () => {
    const { data: _none, ...bare } = JSON.parse(changedEvent({ id: 'bare', subject: 'order:1', version: '5' })) as {
      data: unknown;
    };
    await receive([JSON.stringify(bare)]);
    await accept();
    expect(await recordByKey(database().store.db, instance, 'order:1')).toMatchObject({ snapshot: null, dirty: 1 });
    await receive([changedEvent({ id: 'read', subject: 'order:1', version: '5' })]);
    await accept();
    expect((await recordByKey(database().store.db, instance, 'order:1'))?.snapshot).toContain('"increment_id"');
  });

  it('remembers a deleted record’s last snapshot, also where the event was too large to carry it', async () => {
    await receive([changedEvent({ id: 'first', subject: 'order:1', version: '5' })]);
    const deleted = JSON.parse(
      changedEvent({ id: 'gone', subject: 'order:1', version: '6' }).replace('changed.v1', 'deleted.v1'),
    ) as Record<string, unknown>;
    await receive([JSON.stringify({ ...deleted, data: undefined })]);
    await accept();
    const record = await recordByKey(database().store.db, instance, 'order:1');
    expect(record).toMatchObject({ deleted: 1, version: '6', label: '000000001' });
    expect(JSON.parse(record?.snapshot ?? '')).toMatchObject({ deleted: true, last: { order: { entity_id: 1 } } });
  });

  it('tells which website’s configuration changed, after it is settled', async () => {
    const event = JSON.parse(changedEvent({ id: 'c', subject: 'config:2', version: '1' })) as Record<string, unknown>;
    await receive([
      JSON.stringify({
        ...event,
        type: 'com.ledgerlink.magento.config.changed.v1',
        data: { website_id: 2, changed_paths: ['ledgerlink/general/mode'] },
      }),
    ]);
    const changes: ConfigChange[] = [];
    await accept((change) => changes.push(change));
    expect(changes).toEqual([{ websiteId: 2, changedPaths: ['ledgerlink/general/mode'] }]);
    expect((await inbox())[0]?.state).toBe('accepted');
  });

  it('reads what lists show from a recorded order, and its SKUs', async () => {
    const order = JSON.parse(
      readFileSync(join(__dirname, '../fixtures/cases/01-incl-unit-035x30/order.json'), 'utf8'),
    ) as Record<string, unknown>;
    await receive([
      changedEvent({
        id: 'real',
        subject: 'order:1',
        version: '1',
        data: { order, store: { website_id: 1, code: 'default' } },
      }),
    ]);
    await accept();
    expect(await recordByKey(database().store.db, instance, 'order:1')).toMatchObject({
      label: order['increment_id'],
      email: order['customer_email'],
      website_id: 1,
      store_code: 'default',
    });
    const skus = await database().store.db.selectFrom('record_skus').select(['sku', 'open']).execute();
    expect(skus).toEqual([{ sku: 'AWK-0.35', open: 1 }]);
  });

  it('moves a record from backfill to live when something happens to it, and not back', async () => {
    const { store } = database();
    const ports = recordsStore(store, systemClock);
    const send = (source: 'backfill' | 'kafka', version: string) =>
      receiver({ store: ports, clock: systemClock })([
        { raw: changedEvent({ id: `l${version}`, subject: 'order:1', version }), source },
      ]);
    const lane = async () => (await recordByKey(store.db, instance, 'order:1'))?.lane;
    await send('backfill', '1');
    await accept();
    expect(await lane()).toBe('backfill');
    await send('kafka', '2');
    await accept();
    expect(await lane()).toBe('live');
    await send('backfill', '3');
    await accept();
    expect(await lane()).toBe('live');
  });
});
