import { describeError, SidecarError, type ErrorCode } from '../shared/errors';

/** The driver's own code: SQLSTATE on PostgreSQL, `SQLITE_…` on SQLite, `E…` from the socket or file system. */
export function driverCode(error: unknown): string | undefined {
  for (let current: unknown = error; typeof current === 'object' && current !== null;) {
    if ('code' in current && typeof current.code === 'string' && !current.code.startsWith('LL-')) return current.code;
    current = 'cause' in current ? current.cause : undefined;
  }
  return undefined;
}

const meanings: readonly (readonly [pattern: RegExp, code: ErrorCode])[] = [
  [/^(SQLITE_FULL|53100|ENOSPC|EDQUOT)$/, 'LL-6003'],
  [/^(SQLITE_CORRUPT|SQLITE_NOTADB|XX001|XX002)/, 'LL-6005'],
  [/^(SQLITE_CANTOPEN|SQLITE_READONLY|SQLITE_PERM|EACCES|EPERM|EROFS|ENOTDIR|EISDIR|EEXIST|ENOENT|25006)/, 'LL-6006'],
  [/^(28...|3D000|42501|3F000)$/, 'LL-6007'],
  // Classes 08 (connection), 40 (rolled back), 53 (resources), 57 (operator), 55P03 (lock), and what the socket says.
  [/^(08...|40...|53...|57...|55P03|25P03)$/, 'LL-6001'],
  [/^(SQLITE_BUSY|SQLITE_LOCKED|SQLITE_IOERR|SQLITE_PROTOCOL)/, 'LL-6001'],
  [/^E(CONNREFUSED|CONNRESET|PIPE|TIMEDOUT|HOSTUNREACH|NETUNREACH|NOTFOUND|AI_AGAIN|ADDRNOTAVAIL|IO)$/, 'LL-6001'],
];

/** node-postgres reports a lost connection and a pool that waited in vain by words only. */
const lostConnection = /connection terminated|timeout exceeded when trying to connect|connection ended|not queryable/i;

/**
 * What a failure of the database means, as LL-60xx. A failure that is a mistake of ours (a broken constraint, wrong SQL) is LL-9001: it is
 * no outage, and trying again would not help.
 */
export function storeError(error: unknown): SidecarError {
  if (error instanceof SidecarError) return error;
  const code = driverCode(error);
  const message = describeError(error);
  const known = meanings.find(([pattern]) => code !== undefined && pattern.test(code))?.[1];
  const meaning = known ?? (lostConnection.test(message) ? 'LL-6001' : 'LL-9001');
  return new SidecarError(meaning, `The database said: ${message}`, { cause: error, context: { driverCode: code } });
}

/** PostgreSQL rolled the transaction back because of another one; the same work may simply run again. */
export const isRolledBack = (error: unknown): boolean => {
  const code = driverCode(error);
  return code === '40001' || code === '40P01';
};
