import type { XeroAddress, XeroPhone } from '../model/document';
import type { MagentoAddress } from '../model/snapshot';

/**
 * How Magento's free text becomes text that Xero takes. Lengths and character sets are those of Xero's API file: Name, e-mail, city,
 * region 255; address lines 500; postcode, country, phone, tax and contact numbers 50.
 */
export const limits = { name: 255, email: 255, line: 500, city: 255, short: 50, persons: 5 } as const;

const entities: Readonly<Record<string, string>> = {
  amp: '&',
  lt: '<',
  gt: '>',
  quot: '"',
  apos: "'",
  nbsp: ' ',
};

/** Magento stores what the buyer typed; imports and old themes leave HTML entities in it. */
export function decodeEntities(text: string): string {
  return text.replace(/&(#\d{1,7}|#[xX][0-9a-fA-F]{1,6}|[a-zA-Z]{2,6});/g, (whole, name: string) => {
    if (!name.startsWith('#')) return entities[name.toLowerCase()] ?? whole;
    const code = /^#[xX]/.test(name) ? Number.parseInt(name.slice(2), 16) : Number.parseInt(name.slice(1), 10);
    return code > 31 && code <= 0x10ffff && !(code >= 0xd800 && code <= 0xdfff) ? String.fromCodePoint(code) : whole;
  });
}

/** Cuts by whole characters (an emoji is never halved) and never ends in a space. */
export function cut(text: string, length: number): string {
  if (text.length <= length) return text;
  let kept = '';
  for (const character of text) {
    if (kept.length + character.length > length) break;
    kept += character;
  }
  return kept.trimEnd();
}

/**
 * One line of clean text: entities decoded, control characters and doubled spaces gone, and `????` too, which is what Magento's utf8mb3
 * tables leave of an emoji (four bytes, four question marks). Undefined when nothing is left.
 */
export function cleanText(text: string | undefined, length: number): string | undefined {
  if (text === undefined) return undefined;
  const clean = cut(
    decodeEntities(text)
      .replace(/(\?{4})+/g, ' ')
      .replace(/[\p{Cc}\p{Zl}\p{Zp}\uFFFD]+/gu, ' ')
      .replace(/\s+/g, ' ')
      .trim(),
    length,
  );
  return clean === '' ? undefined : clean;
}

/** As `cleanText`, for contact names, which take no angle brackets. */
export const cleanName = (text: string | undefined, length: number = limits.name): string | undefined =>
  cleanText(text === undefined ? undefined : decodeEntities(text).replace(/[<>]/g, ' '), length);

/**
 * An e-mail address as Xero takes it, or undefined: ASCII only ("umlauts not supported"), with a dotted domain. An address Xero
 * refuses would lose the whole contact, so it is left out and the contact says so.
 */
export function xeroEmail(email: string | undefined): string | undefined {
  const text = (email ?? '').trim();
  if (text === '' || text.length > limits.email) return undefined;
  const valid =
    /^[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+(\.[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+)*@([A-Za-z0-9]([A-Za-z0-9-]*[A-Za-z0-9])?\.)+[A-Za-z][A-Za-z0-9-]*[A-Za-z0-9]$/;
  return valid.test(text) ? text : undefined;
}

/** Looked up once each: asking Intl takes longer than the rest of an address. */
const countries = new Map<string, string>();
const english = new Intl.DisplayNames(['en'], { type: 'region', fallback: 'none' });

/**
 * Xero takes only A-Z and a-z in a country. Names of one word are written out (`Australia`); where the name has a space or a sign,
 * the two-letter code stands, which every post office reads (`NZ`, `GB`).
 */
function xeroCountry(code: string | undefined): string | undefined {
  const iso = (code ?? '').trim().toUpperCase();
  if (!/^[A-Z]{2}$/.test(iso)) return undefined;
  const known = countries.get(iso);
  if (known !== undefined) return known;
  const name = (english.of(iso) ?? iso).normalize('NFD').replace(/\p{M}/gu, '');
  const country = /^[A-Za-z]+$/.test(name) ? name : iso;
  countries.set(iso, country);
  return country;
}

/** One field often holds two numbers (`02 9000 0000 / 0400 000 000`); each must have at least six digits. */
function phoneNumbers(text: string | undefined): string[] {
  return (cleanText(text, 500) ?? '')
    .split(/\s*(?:[/;,|]|\bor\b)\s*/i)
    .map((number) => (number.length <= limits.short ? number : number.replace(/[^\d+]/g, '')))
    .filter((number) => number.replace(/\D/g, '').length >= 6 && number.length <= limits.short);
}

const isMobile = (number: string) => /^(04|02[0-9] |07\d{3} |\+?61 ?4|\+?64 ?2|\+?44 ?7)/.test(number);

/** DEFAULT is the billing number; a second number is MOBILE, a third (as a rule the delivery address's) DDI. */
export function xeroPhones(billing: MagentoAddress | undefined, shipping: MagentoAddress | undefined): XeroPhone[] {
  const numbers: string[] = [];
  const digits = (number: string) => number.replace(/\D/g, '');
  for (const number of [...phoneNumbers(billing?.telephone), ...phoneNumbers(shipping?.telephone)])
    if (!numbers.some((known) => digits(known) === digits(number))) numbers.push(number);
  const [main, ...others] = numbers;
  const mobile = others.find(isMobile) ?? others[0];
  const direct = others.find((number) => number !== mobile);
  const fax = phoneNumbers(billing?.fax)[0];
  return [
    ...(main === undefined ? [] : [{ PhoneType: 'DEFAULT' as const, PhoneNumber: main }]),
    ...(mobile === undefined ? [] : [{ PhoneType: 'MOBILE' as const, PhoneNumber: mobile }]),
    ...(direct === undefined ? [] : [{ PhoneType: 'DDI' as const, PhoneNumber: direct }]),
    ...(fax === undefined ? [] : [{ PhoneType: 'FAX' as const, PhoneNumber: fax }]),
  ];
}

/** "First Last", without prefix, middle name and suffix: the way a bookkeeper files a person. */
export const personName = (first: string | undefined, last: string | undefined): string | undefined =>
  cleanName([first, last].filter((part) => part !== undefined).join(' '));

/**
 * The postal (POBOX) address is what Xero prints on an invoice, so it is the billing address; STREET is where goods go. Whoever is not
 * already the contact's name (a person of a company, a company of a person) stands above the street.
 */
export function xeroAddress(
  type: XeroAddress['AddressType'],
  address: MagentoAddress,
  contactName: string,
): XeroAddress | undefined {
  const company = cleanText(address.company, limits.line);
  const person = personName(address.firstname, address.lastname);
  const street = address.street.map((line) => cleanText(line, limits.line)).filter((line) => line !== undefined);
  const lines = company === undefined || company === contactName ? street : [company, ...street];
  const line = (index: number) => (index < 3 ? lines[index] : cleanText(lines.slice(3).join(', '), limits.line));
  const fields = {
    AttentionTo: person === contactName ? undefined : person,
    AddressLine1: line(0),
    AddressLine2: line(1),
    AddressLine3: line(2),
    AddressLine4: line(3),
    City: cleanText(address.city, limits.city),
    Region: cleanText(address.region ?? address.region_code, limits.city),
    PostalCode: cleanText(address.postcode, limits.short),
    Country: xeroCountry(address.country_id),
  };
  const present = Object.entries(fields).filter((entry): entry is [string, string] => entry[1] !== undefined);
  return present.some(([name]) => name !== 'AttentionTo')
    ? { AddressType: type, ...Object.fromEntries(present) }
    : undefined;
}
