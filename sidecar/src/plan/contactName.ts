import type { Directory } from '../model/directory';
import { cut, limits } from './contactFields';

/**
 * Xero wants names unique among active contacts, and two John Smiths are the normal case. A namesake is never taken over: a readable
 * suffix tells them apart, the town first, the Magento number only when the town does not help.
 */
export function uniqueName(
  directory: Directory,
  base: string,
  place: string | undefined,
  lastResort: string,
  ownContactId?: string,
): string {
  const suffixes = ['', ...(place === undefined ? [] : [` (${place})`]), ` (${lastResort})`];
  for (const suffix of suffixes) {
    const name = withSuffix(base, suffix);
    if (!taken(directory, name, ownContactId)) return name;
  }
  for (let n = 2; ; n += 1) {
    const name = withSuffix(base, ` (${lastResort}-${n})`);
    if (!taken(directory, name, ownContactId)) return name;
  }
}

const withSuffix = (base: string, suffix: string): string => `${cut(base, limits.name - suffix.length)}${suffix}`;

const taken = (directory: Directory, name: string, ownContactId: string | undefined): boolean =>
  directory.contactsByName(name).some((contact) => contact.ContactID !== ownContactId);

/** Whether `written` is `base` with or without a suffix of ours: then a namesake's coming or going renames nobody. */
export function isNameOf(written: string, base: string): boolean {
  if (written === base) return true;
  const open = written.lastIndexOf(' (');
  return open > 0 && written.endsWith(')') && base.startsWith(written.slice(0, open)) && sameBase(written, base, open);
}

/** A base that was cut to make room for the suffix is shorter than the whole; any other must be equal. */
const sameBase = (written: string, base: string, open: number): boolean =>
  base.length === open || (written.length >= limits.name - 4 && base.length > open);
