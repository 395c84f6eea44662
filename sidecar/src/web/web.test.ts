import request from 'supertest';
import type { LogSourceLine } from './logRoutes';
import type { PageData, RecordDetail, RecordRow } from './pageData';
import { createWeb, type WebPorts } from './web';

const row: RecordRow = {
  instanceId: 'i',
  recordKey: 'order:12',
  recordType: 'order',
  label: '000000012 <Jane & Co>',
  state: 'held',
  updatedAt: '2026-07-01T00:00:00.000Z',
  documents: [],
};
const detail: RecordDetail = {
  row,
  version: '1',
  plannedAt: null,
  deleted: false,
  links: [
    {
      part: 'invoice:7',
      xeroType: 'Invoice',
      xeroId: 'abc',
      number: 'INV-000000007',
      status: 'PAID',
      total: '55.00',
      amountDue: '0.00',
      url: 'https://go.xero.com/x',
    },
  ],
  events: [
    {
      id: 'e',
      type: 't',
      reasons: 'invoice.created',
      occurredAt: null,
      receivedAt: '2026-06-30T14:30:00.000Z',
      state: 'accepted',
      note: null,
    },
  ],
  operations: [],
  attempts: [
    {
      id: 'a',
      kind: 'invoice.create',
      method: 'PUT',
      path: '/Invoices',
      outcome: 'ok',
      httpStatus: 200,
      sentAt: '2026-06-30T14:30:02.000Z',
      durationMs: 812,
      correlationId: 'corr-1',
      errorCode: null,
      errorMessage: null,
      batchSize: 3,
      request: '{"Invoices":[]}',
      response: null,
    },
  ],
  holds: [
    {
      recordKey: 'order:12',
      part: 'payment:7',
      code: 'payment.unmapped',
      subject: 'stripe',
      message: 'No account for stripe',
      nextStep: 'Map stripe to an account.',
      details: null,
      since: '2026-06-30T14:30:01.000Z',
    },
  ],
  audit: [],
};

function web(overrides: Partial<PageData> = {}, lines: readonly LogSourceLine[] = []) {
  const retried: string[] = [];
  const ports: WebPorts = {
    zone: 'Australia/Sydney',
    open: [],
    log: { after: (seq) => lines.filter((line) => line.seq > seq), subscribe: () => () => undefined },
    live: { alive: () => true, ready: () => true, allowances: () => [], connections: () => [] },
    metrics: async () => 'x 1\n',
    logError: () => undefined,
    actions: {
      preview: async () => ({ records: 3, operations: 4, callsNeeded: 2, callsLeft: 4711 }),
      retry: async (selection) =>
        retried.push(selection.by === 'cause' ? `${selection.code}/${selection.subject ?? ''}` : selection.by),
      skip: async (selection, reason) => retried.push(`skip ${selection.by}: ${reason}`),
    },
    data: {
      counts: async () => ({
        records: 1,
        waitingEvents: 0,
        readyOperations: 0,
        waitingOperations: 0,
        unknownOperations: 0,
        heldRecords: 1,
        parkedEvents: 0,
        doneToday: 0,
      }),
      records: async () => ({ rows: [row, { ...row, recordKey: 'order:13' }], total: 2, pageSize: 50 }),
      record: async (key) => (key === 'order:12' ? detail : undefined),
      problems: async () => [],
      parked: async () => [],
      ...overrides,
    },
  };
  return { app: createWeb(ports), retried };
}

test('a record’s page tells its story in order, with times in the shop’s zone and UTC in the title', async () => {
  const { text, status } = await request(web().app).get('/records/order%3A12').set('Host', 'localhost');
  expect(status).toBe(200);
  const places = ['Magento sent a change', 'Needs a person: No account for stripe', 'PUT /Invoices → 200'].map(
    (title) => text.indexOf(title),
  );
  expect(places.every((place) => place > 0)).toBe(true);
  expect([...places].sort((a, b) => a - b)).toEqual(places);
  expect(text).toContain('title="2026-06-30T14:30:00.000Z (UTC)"');
  expect(text).toMatch(/1 Jul(y)? 2026/);
  expect(text).toContain('INV-000000007');
});

test('names from the shop are escaped', async () => {
  const { text } = await request(web().app).get('/records').set('Host', 'localhost');
  expect(text).toContain('000000012 &lt;Jane &amp; Co>');
});

test('a search that finds one record opens it', async () => {
  const { app } = web({ records: async () => ({ rows: [row], total: 1, pageSize: 50 }) });
  const answer = await request(app).get('/records?q=000000012').set('Host', 'localhost');
  expect(answer.status).toBe(303);
  expect(answer.headers['location']).toBe('/records/order%3A12');
});

test('an unknown record is told in words', async () => {
  const { status, text } = await request(web().app).get('/records/order%3A99').set('Host', 'localhost');
  expect(status).toBe(404);
  expect(text).toContain('No record of this name is known');
});

test.each([
  ['a proxied request', { Host: 'localhost', 'X-Forwarded-For': '203.0.113.9' }],
  ['a foreign host name', { Host: 'attacker.example' }],
])('%s gets no page', async (_name, headers) => {
  for (const path of ['/', '/log', '/records', '/api/v1/records', '/metrics']) {
    expect((await request(web().app).get(path).set(headers)).status).toBe(403);
  }
});

test('health answers from anywhere', async () => {
  expect((await request(web().app).get('/livez').set('Host', 'sidecar')).status).toBe(200);
  expect((await request(web().app).get('/readyz').set('Host', 'sidecar')).body).toMatchObject({ ready: true });
});

test('a form of another site cannot act', async () => {
  const { app, retried } = web();
  const foreign = await request(app)
    .post('/records/order%3A12/retry')
    .set({ Host: 'localhost', Origin: 'https://evil.example' });
  expect(foreign.status).toBe(403);
  expect(retried).toEqual([]);
  const own = await request(app)
    .post('/problems/retry')
    .type('form')
    .send({ code: 'payment.unmapped', subject: 'stripe' })
    .set({ Host: 'localhost', Origin: 'http://localhost' });
  expect(own.status).toBe(303);
  expect(retried).toEqual(['payment.unmapped/stripe']);
});

test('the log page filters by severity and text and keeps the filter in its download link', async () => {
  const line = (seq: number, level: string, message: string): LogSourceLine => ({
    seq,
    level,
    message,
    time: '2026-06-30T14:30:00.000Z',
    fields: { recordKey: 'order:12' },
  });
  const { app } = web({}, [
    line(1, 'info', 'planned'),
    line(2, 'warn', 'slow answer'),
    line(3, 'debug', 'slow detail'),
  ]);
  const { text } = await request(app).get('/log?level=info&text=slow').set('Host', 'localhost');
  expect(text).toContain('slow answer');
  expect(text).not.toContain('planned');
  expect(text).not.toContain('slow detail');
  expect(text).toContain('href="/records/order%3A12"');
  const download = await request(app).get('/log/download?level=debug').set('Host', 'localhost').buffer(true);
  expect(download.text.trim().split('\n')).toHaveLength(3);
});

test('pages allow no script or style but their own', async () => {
  const { headers } = await request(web().app).get('/').set('Host', 'localhost');
  expect(headers['content-security-policy']).toContain("script-src 'self'");
  expect(headers['content-security-policy']).not.toContain('unsafe');
});

test('a page that fails says so without showing the program', async () => {
  const { app } = web({ problems: async () => Promise.reject(new Error('select * from holds failed')) });
  const { status, text } = await request(app).get('/problems').set('Host', 'localhost');
  expect(status).toBe(500);
  expect(text).not.toContain('select');
});

const group = {
  code: 'payment.unmapped',
  subject: 'stripe',
  message: 'No account for stripe',
  nextStep: 'Map it.',
  count: 3,
  oldest: '2026-06-30T14:30:01.000Z',
  examples: [{ recordKey: 'order:12', label: '12' }],
};

test('before a cause is tried again its cost in calls is shown', async () => {
  const { app, retried } = web({ problems: async () => [group] });
  const { text } = await request(app)
    .get('/problems/act?code=payment.unmapped&subject=stripe')
    .set('Host', 'localhost');
  expect(text).toContain('at least 2');
  expect(text).toContain('4711');
  expect(retried).toEqual([]);
});

test('skipping needs a reason', async () => {
  const { app, retried } = web({ problems: async () => [group] });
  const own = { Host: 'localhost', Origin: 'http://localhost' };
  const form = { code: 'payment.unmapped', subject: 'stripe' };
  const without = await request(app)
    .post('/problems/skip')
    .type('form')
    .send({ ...form, reason: ' ' })
    .set(own);
  expect(without.headers['location']).toContain('/problems/act');
  await request(app)
    .post('/problems/skip')
    .type('form')
    .send({ ...form, reason: 'paid in cash' })
    .set(own);
  expect((await request(app).post('/api/v1/skip').send({ code: 'x' }).set(own)).status).toBe(400);
  expect(retried).toEqual(['skip cause: paid in cash']);
});

test('the API takes a record, a cause or all, and says how to choose', async () => {
  const { app, retried } = web();
  const own = { Host: 'localhost' };
  expect((await request(app).post('/api/v1/retry').send({ record: 'order:12' }).set(own)).body).toEqual({ records: 1 });
  expect((await request(app).post('/api/v1/retry').send({ all: true, preview: true }).set(own)).body).toMatchObject({
    callsNeeded: 2,
  });
  const wrong = await request(app).post('/api/v1/retry').send({ everything: 1 }).set(own);
  expect(wrong.status).toBe(400);
  expect(wrong.body).toMatchObject({ message: expect.stringContaining('"record"') });
  expect(retried).toEqual(['record']);
});
