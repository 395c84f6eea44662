import { lockedUntil, type Organisation } from '../model/organisation';

/** `YYYY-MM-DD`, a day in the store's own calendar. */
export type Day = string;

const formats = new Map<string, Intl.DateTimeFormat>();

function formatFor(timezone: string): Intl.DateTimeFormat {
  const known = formats.get(timezone);
  if (known !== undefined) return known;
  const made = new Intl.DateTimeFormat('en-US', {
    timeZone: timezone,
    hourCycle: 'h23',
    year: 'numeric',
    month: '2-digit',
    day: '2-digit',
    hour: '2-digit',
    minute: '2-digit',
    second: '2-digit',
  });
  formats.set(timezone, made);
  return made;
}

export function isTimezone(timezone: string): boolean {
  try {
    formatFor(timezone);
    return true;
  } catch {
    return false;
  }
}

/** Xero names time zones its own way (API file, `Timezone`); the countries Ledgerlink has defaults for. */
const xeroZones: Readonly<Record<string, string>> = {
  AUSEASTERNSTANDARDTIME: 'Australia/Sydney',
  TASMANIASTANDARDTIME: 'Australia/Hobart',
  EAUSTRALIASTANDARDTIME: 'Australia/Brisbane',
  CENAUSTRALIASTANDARDTIME: 'Australia/Adelaide',
  AUSCENTRALSTANDARDTIME: 'Australia/Darwin',
  WAUSTRALIASTANDARDTIME: 'Australia/Perth',
  NEWZEALANDSTANDARDTIME: 'Pacific/Auckland',
  GMTSTANDARDTIME: 'Europe/London',
};
const countryZones: Readonly<Record<string, string>> = {
  AU: 'Australia/Sydney',
  NZ: 'Pacific/Auckland',
  GB: 'Europe/London',
};

/** The zone in which a shop's days are counted: its own; where it is not known (a deleted store view), the organisation's, for its books hold the document. */
export function timezoneOf(
  shop: string | undefined,
  { Organisation: { Timezone, CountryCode } }: Organisation,
): string {
  if (shop !== undefined && isTimezone(shop)) return shop;
  return xeroZones[Timezone ?? ''] ?? countryZones[CountryCode.toUpperCase()] ?? 'UTC';
}

/** Magento keeps `created_at` in UTC without saying so, whatever the store's zone (measured): `2026-06-30 14:30:00` is 1 July in Sydney. */
function instantOf(text: string): number {
  const zoned = /(?:Z|[+-]\d{2}:?\d{2})$/.test(text);
  return Date.parse(`${text.trim().replace(' ', 'T')}${zoned ? '' : 'Z'}`);
}

/** Zones change their offset at quarters of an hour at the most: an offset found holds for its whole quarter. */
const quarter = 15 * 60 * 1000;
const mostOffsets = 20_000;
const offsets = new Map<string, number>();

/** What to add to UTC to read the store's wall clock as if it were UTC. Asking Intl costs more than the rest of a date together, so it is asked once a quarter. */
function offsetOf(instant: number, timezone: string): number {
  const start = Math.floor(instant / quarter) * quarter;
  const key = `${timezone} ${start}`;
  const known = offsets.get(key);
  if (known !== undefined) return known;
  const part: Record<string, number> = {};
  for (const { type, value } of formatFor(timezone).formatToParts(start)) part[type] = Number(value);
  const wall = Date.UTC(
    part['year'] ?? 0,
    (part['month'] ?? 1) - 1,
    part['day'],
    part['hour'],
    part['minute'],
    part['second'],
  );
  if (offsets.size >= mostOffsets) offsets.clear();
  offsets.set(key, wall - start);
  return wall - start;
}

/** A moment as the store's wall clock shows it, `YYYY-MM-DD HH:MM:SS`; undefined when the text is no time. */
export function storeTime(text: string, timezone: string): string | undefined {
  const instant = instantOf(text);
  if (Number.isNaN(instant)) return undefined;
  return new Date(instant + offsetOf(instant, timezone)).toISOString().slice(0, 19).replace('T', ' ');
}

const utc = (day: Day): Date => new Date(`${day}T00:00:00Z`);
const asDay = (date: Date): Day => date.toISOString().slice(0, 10);

export function addDays(day: Day, days: number): Day {
  const date = utc(day);
  date.setUTCDate(date.getUTCDate() + days);
  return asDay(date);
}

/** Day `day` of the month that lies `months` after the given day's month, clamped to that month's length. */
export function dayOfMonth(from: Day, months: number, day: number): Day {
  const date = utc(from);
  const last = new Date(Date.UTC(date.getUTCFullYear(), date.getUTCMonth() + months + 1, 0)).getUTCDate();
  return asDay(new Date(Date.UTC(date.getUTCFullYear(), date.getUTCMonth() + months, Math.min(day, last))));
}

export const laterDay = (a: Day, b: Day): Day => (a > b ? a : b);

/** Whether a document of this store time counts, given the merchant's cut-over (a store time, or an instant where it names a zone). */
export function isBeforeCutOver(created: string, storeClock: string, cutOver: string | null): boolean {
  if (cutOver === null) return false;
  const text = cutOver.trim();
  if (/(?:Z|[+-]\d{2}:?\d{2})$/.test(text.slice(10))) return instantOf(created) < Date.parse(text.replace(' ', 'T'));
  const wall = text.replace('T', ' ');
  return storeClock < wall.padEnd(19, '0000-00-00 00:00:00'.slice(wall.length));
}

/** The first day that is open for documents; null when nothing is locked. */
export function firstOpenDay(organisation: Organisation): Day | null {
  const locked = lockedUntil(organisation);
  return locked === null ? null : addDays(locked, 1);
}
