import { LogTail, maskSecrets, openLog } from './log';

test('secrets are masked wherever they stand in a line', () => {
  const masked = maskSecrets({
    url: 'https://shop.example',
    headers: { Authorization: 'Bearer eyJhbGciOi', accept: 'json' },
    attempts: [{ client_secret: 'abc', note: 'sent with OAuth oauth_consumer_key="x"' }],
  });
  const text = JSON.stringify(masked);
  for (const secret of ['eyJhbGciOi', 'abc', 'oauth_consumer_key="x"']) expect(text).not.toContain(secret);
  expect(text).toContain('https://shop.example');
});

test('the tail keeps the newest lines and tells what came after a given one', () => {
  const tail = new LogTail(3);
  const seen: number[] = [];
  const stop = tail.subscribe((line) => seen.push(line.seq));
  for (let i = 0; i < 5; i += 1) tail.push({ time: '', level: 'info', message: `line ${i}`, fields: {} });
  stop();
  tail.push({ time: '', level: 'info', message: 'unheard', fields: {} });
  expect(tail.after(0).map((line) => line.message)).toEqual(['line 3', 'line 4', 'unheard']);
  expect(tail.after(5).map((line) => line.seq)).toEqual([6]);
  expect(seen).toEqual([1, 2, 3, 4, 5]);
});

test('what the log writes and what the page shows are equally masked', () => {
  const tail = new LogTail();
  const written: string[] = [];
  const stdout = jest.spyOn(process.stdout, 'write').mockImplementation((chunk) => {
    written.push(String(chunk));
    return true;
  });
  openLog('info', tail, false).info('connected', { access_token: 'very-secret', tenant: 't1' });
  stdout.mockRestore();
  expect(written.join('')).toContain('"tenant":"t1"');
  expect(written.join('')).not.toContain('very-secret');
  expect(JSON.stringify(tail.after(0))).not.toContain('very-secret');
});
