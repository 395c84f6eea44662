import { PostgresDialect } from 'kysely';
import { Pool, TypeOverrides, types } from 'pg';
import { SidecarError } from '../shared/errors';
import type { OpenedDatabase } from './sqlite';
import { speaking } from './speaking';

/** Connects lazily, with a pool. Failures of every statement are told in our own words (./errors). */
export function openPostgres(databaseUrl: string, readOnly: boolean, poolSize: number): OpenedDatabase {
  // Our 64-bit numbers are ids and milliseconds, all below 2^53; node-postgres gives int8 as text by default.
  const parsers = new TypeOverrides();
  parsers.setTypeParser(types.builtins.INT8, Number);
  const pool = new Pool({
    ...connection(databaseUrl),
    max: poolSize,
    application_name: 'ledgerlink',
    connectionTimeoutMillis: 5_000,
    idleTimeoutMillis: 30_000,
    keepAlive: true,
    statement_timeout: 30_000,
    lock_timeout: 10_000,
    // A process that hangs inside a transaction must not hold its locks for ever.
    idle_in_transaction_session_timeout: 30_000,
    ...(readOnly ? { options: '-c default_transaction_read_only=on' } : {}),
    types: parsers,
  });
  // Without a listener a lost connection ends the whole process; the statement that meets it reports it.
  pool.on('error', () => undefined);
  pool.on('connect', (client) => client.on('error', () => undefined));
  return {
    name: 'postgres',
    dialect: speaking(new PostgresDialect({ pool })),
    release: () => undefined,
  };
}

function connection(databaseUrl: string): { connectionString: string } {
  try {
    new URL(databaseUrl);
  } catch {
    // The address may hold a password: it is not repeated.
    throw new SidecarError('LL-6008', 'DATABASE_URL cannot be read as an address');
  }
  return { connectionString: databaseUrl };
}
