import { statfsSync } from 'node:fs';
import { dirname, resolve } from 'node:path';

/** What a day of events may need; below it nothing more is taken, so that what was taken can still be worked on. */
const neededBytes = 256 * 1024 * 1024;

/** Whether the disk of an embedded database has room. A server's disk is the server's own business. */
export function diskRoom(databaseUrl: string): () => boolean {
  if (!databaseUrl.startsWith('sqlite:') || databaseUrl === 'sqlite::memory:') return () => true;
  const folder = dirname(resolve(databaseUrl.slice('sqlite:'.length)));
  return () => {
    const { bavail, bsize } = statfsSync(folder);
    return bavail * bsize > neededBytes;
  };
}
