import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { SidecarError } from '../shared/errors';
import { readEnvironment } from './environment';

const ingest = { LEDGERLINK_INGEST_SECRET: 'an-ingest-secret-for-tests' };

function faultsOf(variables: NodeJS.ProcessEnv): string {
  try {
    readEnvironment(variables);
  } catch (error) {
    if (error instanceof SidecarError && error.code === 'LL-1001') return error.message;
    throw error;
  }
  return '';
}

test('an ingest secret alone is enough to start, with SQLite beside the program', () => {
  const environment = readEnvironment(ingest);
  expect(environment.DATABASE_URL).toBe('sqlite:./data/ledgerlink.db');
  expect(environment.PORT).toBe(8080);
  expect(environment.XERO_API_URL).toBe('https://api.xero.com');
});

test('every fault is named at once, and no value is repeated', () => {
  const message = faultsOf({
    PORT: '99999',
    DATABASE_URL: 'mysql://root:hunter2@db/x',
    KAFKA_BROKERS: 'no-port',
    XERO_CLIENT_ID: 'abc',
    MAGENTO_ACCESS_TOKEN: 'tok-secret',
    LOG_LEVEL: 'loud',
  });
  for (const name of ['PORT', 'DATABASE_URL', 'KAFKA_BROKERS', 'LOG_LEVEL', 'XERO_CLIENT_SECRET', 'MAGENTO_URL'])
    expect(message).toContain(name);
  expect(message).not.toContain('hunter2');
  expect(message).not.toContain('tok-secret');
});

test('half a set of Xero or Magento keys is refused with the names that lack', () => {
  const message = faultsOf({ ...ingest, XERO_CLIENT_ID: 'abc', MAGENTO_ACCESS_TOKEN: 'tok' });
  for (const name of [
    'XERO_CLIENT_SECRET',
    'LEDGERLINK_SECRET_KEY',
    'MAGENTO_URL',
    'MAGENTO_CONSUMER_KEY',
    'MAGENTO_CONSUMER_SECRET',
    'MAGENTO_ACCESS_TOKEN_SECRET',
  ]) {
    expect(message).toContain(name);
  }
});

test('without any way for events to arrive the sidecar refuses to start', () => {
  expect(faultsOf({})).toContain('no event can arrive');
});

test('a secret may stand in a file, without its line end', () => {
  const file = join(mkdtempSync(join(tmpdir(), 'env-')), 'secret');
  writeFileSync(file, 'an-ingest-secret-for-tests\n');
  expect(readEnvironment({ LEDGERLINK_INGEST_SECRET_FILE: file }).LEDGERLINK_INGEST_SECRET).toBe(
    'an-ingest-secret-for-tests',
  );
  expect(faultsOf({ LEDGERLINK_INGEST_SECRET_FILE: `${file}-gone` })).toContain('cannot be read');
  expect(faultsOf({ ...ingest, LEDGERLINK_INGEST_SECRET_FILE: file })).toContain('given twice');
});
