import { classifyReply, classifyThrown, elementVerdict } from './classify';
import { SidecarError } from '../shared/errors';
import type { WireReply } from './wire';

const reply = (status: number, more: Partial<WireReply> = {}): WireReply => ({
  status,
  headers: {},
  body: '',
  durationMs: 1,
  ...more,
});
const xero = (answer: WireReply, messages: readonly string[] = [], writes = true) =>
  classifyReply('xero', answer, messages, writes);

test.each([
  ['no connection', reply(0, { failure: 'notSent', failureText: 'ECONNREFUSED' }), 'transient', 'LL-4001'],
  ['a lost answer', reply(0, { failure: 'lost', failureText: 'ECONNRESET' }), 'ambiguous', 'LL-4003'],
  ['a timeout', reply(0, { failure: 'lost', failureText: 'TIMEOUT' }), 'ambiguous', 'LL-4003'],
  ['408', reply(408), 'ambiguous', 'LL-4003'],
  ['500', reply(500), 'ambiguous', 'LL-4003'],
  ['502 of a gateway', reply(502, { body: '<html>' }), 'ambiguous', 'LL-4003'],
  ['503', reply(503), 'ambiguous', 'LL-4003'],
  ['504', reply(504), 'ambiguous', 'LL-4003'],
  ['409 while the first sending is at work', reply(409), 'ambiguous', 'LL-4003'],
  ['429', reply(429), 'rateLimited', 'LL-4002'],
  ['401', reply(401), 'authLost', 'LL-4005'],
  ['403', reply(403), 'authLost', 'LL-4005'],
  [
    '401 for a scope',
    reply(401, { headers: { 'www-authenticate': 'Bearer error="insufficient_scope"' } }),
    'needsPerson',
    'LL-4006',
  ],
  ['501', reply(501), 'bug', 'LL-4009'],
  ['413', reply(413), 'rejected', 'LL-4009'],
  ['400 for JSON that could not be read', reply(400, { body: '{"ErrorNumber":14}' }), 'bug', 'LL-4009'],
  ['400 for a filter', reply(400, { body: '{"ErrorNumber":16}' }), 'bug', 'LL-4009'],
  ['400 for a filter that scans too much', reply(400, { body: '{"ErrorNumber":51}' }), 'bug', 'LL-4009'],
] as const)('%s', (_what, answer, kind, code) => {
  expect(xero(answer)).toMatchObject({ kind, code });
});

test('the same failures of a read do no harm and are simply tried again', () => {
  for (const answer of [reply(500), reply(503), reply(0, { failure: 'lost' })])
    expect(xero(answer, [], false)).toMatchObject({ kind: 'transient' });
});

test('a success is no failure', () => {
  expect(xero(reply(200))).toBeUndefined();
  expect(xero(reply(204))).toBeUndefined();
});

test('an Idempotency-Key that is bound to another request means that nobody knows', () => {
  expect(xero(reply(400), ['Idempotency Key: a:b:1 is used with a different request.'])).toMatchObject({
    kind: 'ambiguous',
  });
});

test.each([
  ['day', 'day'],
  ['Daily', 'day'],
  ['minute', 'minute'],
  ['Minute', 'minute'],
  ['concurrent', 'concurrent'],
  ['appminute', 'app'],
  ['surprise', 'unknown'],
])('a 429 for %p pauses by the %s limit', (problem, limit) => {
  const answer = reply(429, { headers: { 'x-rate-limit-problem': problem, 'retry-after': '73451' } });
  expect(xero(answer)).toMatchObject({ limit, retryAfterMs: 73_451_000 });
});

/** Every message of Xero that is documented or was seen in production, and how it is held. */
const known: readonly (readonly [string, string, string, 'held' | 'looked up first'])[] = [
  [
    'The contact name Jane Citizen is already assigned to another contact. The contact name must be unique across all active contacts.',
    'contact.ambiguous',
    'LL-4011',
    'looked up first',
  ],
  [
    'Another contact has this contact number. Please enter a different contact number.',
    'contact.ambiguous',
    'LL-4011',
    'looked up first',
  ],
  ['Email address must be valid.', 'contact.invalid', 'LL-4004', 'held'],
  ['Invoice # must be unique.', 'number.duplicate', 'LL-4011', 'looked up first'],
  ["Account code '999' is not a valid code for this document.", 'account.unknown', 'LL-4004', 'held'],
  [
    "Account code '200' has been archived, or deleted. Each line item must reference a valid account.",
    'account.unknown',
    'LL-4004',
    'held',
  ],
  [
    "Account code '476' has been removed as it does not match a recognised account.",
    'account.unknown',
    'LL-4004',
    'held',
  ],
  ['Account must be valid.', 'account.unknown', 'LL-4004', 'held'],
  ["The TaxType code 'OUTPUT' cannot be used with account code '429'.", 'tax.notAllowedOnAccount', 'LL-4004', 'held'],
  ['Tax rate must be valid.', 'tax.unknown', 'LL-4004', 'held'],
  ['The document date cannot be before the period lock date, 31 October 2026', 'document.locked', 'LL-4004', 'held'],
  ['The document date cannot be before the end of year lock date', 'document.locked', 'LL-4004', 'held'],
  ['Invoice not of valid status for modification', 'delivery.rejected', 'LL-4004', 'looked up first'],
  [
    'This document cannot be edited as it has a payment or credit note allocated to it.',
    'delivery.rejected',
    'LL-4004',
    'looked up first',
  ],
  [
    'The status VOIDED cannot be applied to the invoice because it has payments or credit notes allocated to it.',
    'delivery.rejected',
    'LL-4004',
    'looked up first',
  ],
  ['Payments can only be made against Authorised documents', 'delivery.rejected', 'LL-4004', 'looked up first'],
  ['Payment amount exceeds the amount outstanding on this document', 'delivery.rejected', 'LL-4004', 'looked up first'],
  ['The line total -0.01 does not match the expected line total 0.00', 'delivery.rejected', 'LL-4009', 'held'],
  [
    "The quantity value '-1.0000' is invalid. Quantity must not be less than zero.",
    'delivery.rejected',
    'LL-4009',
    'held',
  ],
  ['Discount must not be greater than the line total', 'delivery.rejected', 'LL-4009', 'held'],
  ['You have reached the limit of invoices you can approve', 'delivery.rejected', 'LL-4004', 'held'],
  [
    'The document with the supplied id was not found for this endpoint.',
    'delivery.rejected',
    'LL-4004',
    'looked up first',
  ],
  ['The total debits (100.00) must equal total credits (-10.00)', 'delivery.rejected', 'LL-4009', 'held'],
  ["Price List Item with Code 'abc' already exists", 'item.code', 'LL-4011', 'looked up first'],
  [
    'The Contact must contain at least 1 of the following elements to identify the contact: Name, ContactID, ContactNumber',
    'delivery.rejected',
    'LL-4009',
    'held',
  ],
  ['The contact is archived', 'contact.archived', 'LL-4004', 'held'],
  ['Insufficient stock. Items are eligible for backorder.', 'stock.insufficient', 'LL-4004', 'held'],
];
test.each(known)('%s', (message, hold, code, how) => {
  const verdict = elementVerdict([message]);
  expect(verdict).toMatchObject({ code, hold: { code: hold } });
  expect(verdict.lookUp === true).toBe(how === 'looked up first');
  expect(verdict.nextStep.length).toBeGreaterThan(20);
});

test('what is fixed in one place is one cause: the account, not the record, is the subject', () => {
  const of = (message: string) => elementVerdict([message]).hold?.subject;
  expect(of("Account code '999' is not a valid code for this document.")).toBe('999');
  expect(of("The TaxType code 'OUTPUT' cannot be used with account code '429'.")).toBe('OUTPUT');
  expect(of('Something new about 12.30 of "Jane"')).toBe(of('Something new about 99.00 of "Joe"'));
});

test('an unknown refusal is shown in Xero’s own words and needs a person', () => {
  expect(elementVerdict(['The moon is in the wrong house'])).toMatchObject({
    kind: 'rejected',
    code: 'LL-4004',
    message: 'The moon is in the wrong house',
    hold: { code: 'delivery.rejected' },
  });
});

test('thrown errors keep their code and kind; anything else is ours', () => {
  expect(classifyThrown(new SidecarError('LL-6001', 'database away'))).toMatchObject({
    kind: 'transient',
    code: 'LL-6001',
  });
  expect(classifyThrown(new TypeError('x is undefined'))).toMatchObject({ kind: 'bug', code: 'LL-9001' });
});
