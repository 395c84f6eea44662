import { gzipSync } from 'node:zlib';
import express from 'express';
import request from 'supertest';
import type { IncomingMessage, Received } from '../model/incoming';
import { systemClock } from '../shared/clock';
import { SidecarError } from '../shared/errors';
import { httpIntake, type HttpIntakePorts } from './http';
import { sign } from './signature';

const secret = 'a secret of some length';
const batchType = 'application/cloudevents-batch+json';
const nowSeconds = 1_764_000_000;
const clock = { ...systemClock, now: () => nowSeconds * 1000 };

function intake(ports: Partial<HttpIntakePorts> = {}) {
  const received: IncomingMessage[] = [];
  const app = express();
  app.use(
    httpIntake({
      receive: (messages) => {
        received.push(...messages);
        return Promise.resolve({ accepted: messages.length, duplicates: 0, parked: 0 });
      },
      clock,
      secret,
      hasRoom: () => true,
      ...ports,
    }),
  );
  const post = (
    body: string | Buffer,
    options: { type?: string; at?: string; signature?: string; headers?: Record<string, string> } = {},
  ) => {
    const at = options.at ?? String(nowSeconds);
    return request(app)
      .post('/ingest/events')
      .set('content-type', options.type ?? batchType)
      .set('x-ledgerlink-timestamp', at)
      .set('x-ledgerlink-signature', options.signature ?? sign(secret, at, Buffer.from(body)))
      .set(options.headers ?? {})
      .serialize((raw: unknown) => raw as string)
      .send(body);
  };
  return { app, post, received };
}

const explained = (code: string) => ({
  code,
  message: expect.stringMatching(/\w+ \w+/) as string,
  nextStep: expect.stringMatching(/\w+ \w+/) as string,
});

describe('events over HTTP', () => {
  it('answers 202 with what became of them, each element by itself', async () => {
    const { post, received } = intake();
    const answer = await post('[{"id":"a"},7,"text",null]');
    expect(answer.status).toBe(202);
    expect(answer.body).toEqual({ accepted: 4, duplicates: 0, parked: 0 });
    expect(received.map(({ raw }) => raw)).toEqual(['{"id":"a"}', '7', '"text"', 'null']);
  });

  it('knows the signature that PHP makes for the same body', async () => {
    // php -r 'echo hash_hmac("sha256", "1764000000.[]", "a secret of some length");'
    const { post } = intake();
    const signature = 'sha256=21c4b253e427513e318d743a43c95a09a4a3a23f6da5e83d44dcf18c532245f1';
    expect((await post('[]', { signature })).status).toBe(202);
  });

  it('takes a single event too, and a charset beside the type', async () => {
    const { post, received } = intake();
    expect((await post('{"id":"a"}', { type: 'application/cloudevents+json; charset=UTF-8' })).status).toBe(202);
    expect((await post('[{"id":"b"}]', { type: `${batchType}; charset=utf-8` })).status).toBe(202);
    expect(received).toHaveLength(2);
  });

  it('answers only after the commit', async () => {
    let commit: (received: Received) => void = () => undefined;
    const { post } = intake({ receive: () => new Promise((resolve) => (commit = resolve)) });
    let answered = false;
    const answer = post('[{}]').then((response) => {
      answered = true;
      return response;
    });
    const deadline = Date.now() + 5000;
    const started = commit;
    while (commit === started && Date.now() < deadline) await new Promise((resolve) => setTimeout(resolve, 5));
    await new Promise((resolve) => setImmediate(resolve));
    expect(answered).toBe(false);
    commit({ accepted: 0, duplicates: 1, parked: 0 });
    expect((await answer).body).toEqual({ accepted: 0, duplicates: 1, parked: 0 });
  });

  it.each([
    ['another secret', { signature: sign('another secret', String(nowSeconds), Buffer.from('[]')) }],
    ['a changed body', { signature: sign(secret, String(nowSeconds), Buffer.from('[ ]')) }],
    ['another moment', { signature: sign(secret, String(nowSeconds - 1), Buffer.from('[]')) }],
    ['no algorithm', { signature: sign(secret, String(nowSeconds), Buffer.from('[]')).slice('sha256='.length) }],
    ['nothing', { signature: '' }],
    ['a time in words', { at: 'yesterday' }],
    ['a time before the window', { at: String(nowSeconds - 301) }],
    ['a time after the window', { at: String(nowSeconds + 301) }],
  ])('refuses a signature made with %s', async (_why, options) => {
    const { post, received } = intake();
    const answer = await post('[]', options);
    expect(answer.status).toBe(401);
    expect(answer.body).toEqual(explained('LL-2002'));
    expect(received).toEqual([]);
  });

  it('takes both ends of the window of 300 seconds', async () => {
    const { post } = intake();
    expect((await post('[]', { at: String(nowSeconds - 300) })).status).toBe(202);
    expect((await post('[]', { at: String(nowSeconds + 300) })).status).toBe(202);
  });

  it.each(['{"half":', '{"id":"no array"}', 'null', ''])('answers 400 to %j', async (body) => {
    const { post } = intake();
    const answer = await post(body);
    expect(answer.status).toBe(400);
    expect(answer.body).toEqual(explained('LL-2006'));
  });

  it('answers 413 above 5 MB', async () => {
    const { post, received } = intake();
    const answer = await post(`["${'x'.repeat(5 * 1024 * 1024)}"]`);
    expect(answer.status).toBe(413);
    expect(answer.body).toEqual(explained('LL-2007'));
    expect(received).toEqual([]);
  });

  it('answers 415 to other types and to compressed bodies', async () => {
    const { post } = intake();
    const answer = await post('[]', { type: 'application/json' });
    expect(answer.status).toBe(415);
    expect(answer.body).toEqual(explained('LL-2008'));
    const zipped = await post(gzipSync('[]'), { headers: { 'content-encoding': 'gzip' } });
    expect(zipped.status).toBe(415);
    expect(zipped.body).toEqual(explained('LL-2008'));
  });

  it.each([
    [
      'the database is away',
      new SidecarError('LL-6001', 'The database said: no', { retryAfterMs: 7500 }),
      'LL-6001',
      '8',
    ],
    ['the disk is full', new SidecarError('LL-6003', 'The database said: full'), 'LL-6003', '10'],
    ['something else breaks', new TypeError('x is not a function'), 'LL-6001', '10'],
  ])('answers 503 with Retry-After when %s', async (_why, error, code, retryAfter) => {
    const { post } = intake({ receive: () => Promise.reject(error) });
    const answer = await post('[{}]');
    expect(answer.status).toBe(503);
    expect(answer.get('retry-after')).toBe(retryAfter);
    expect(answer.body).toEqual(explained(code));
  });

  it('answers 503 without reading on when there is no room or no secret', async () => {
    const full = await intake({ hasRoom: () => false }).post('[{}]');
    expect([full.status, full.get('retry-after'), full.body]).toEqual([503, '60', explained('LL-6003')]);
    const closed = await intake({ secret: undefined }).post('[{}]');
    expect([closed.status, closed.body]).toEqual([503, explained('LL-2005')]);
  });

  it('lets eight batches be stored at once and sends the ninth away for a second', async () => {
    const commits: (() => void)[] = [];
    const { post } = intake({
      receive: () => new Promise((resolve) => commits.push(() => resolve({ accepted: 1, duplicates: 0, parked: 0 }))),
    });
    const answers = Array.from({ length: 8 }, () => post('[{}]').then((response) => response.status));
    const deadline = Date.now() + 5000;
    while (commits.length < 8 && Date.now() < deadline) await new Promise((resolve) => setTimeout(resolve, 5));
    const ninth = await post('[{}]');
    expect([ninth.status, ninth.get('retry-after'), ninth.body]).toEqual([503, '1', explained('LL-2009')]);
    commits.forEach((commit) => commit());
    expect(await Promise.all(answers)).toEqual(Array.from({ length: 8 }, () => 202));
    const next = post('[{}]').then((response) => response.status);
    while (commits.length < 9 && Date.now() < deadline) await new Promise((resolve) => setTimeout(resolve, 5));
    commits[8]?.();
    expect(await next).toBe(202);
  });
});
