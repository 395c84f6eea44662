import type { Books } from './books';
import { Decimal, sum, zero } from './decimal';
import type { JournalEntry } from './journal';
import type { Document } from './model';
import { liveAllocations, livePayments, settlementOf } from './settlement';

/** What must hold whatever happened, and the figures behind it. */
export interface Invariants {
  readonly ok: boolean;
  /** One sentence per broken rule. */
  readonly problems: readonly string[];
  readonly maxInFlight: number;
  /** Most counted calls of one app and organisation in any clock minute / in any 60 seconds. */
  readonly maxPerFixedMinute: number;
  readonly maxPerRollingMinute: number;
  /** Counted calls by UTC day. */
  readonly callsPerDay: Readonly<Record<string, number>>;
  readonly writesWithoutKey: number;
  readonly batchesAbove50: number;
  readonly throttled: number;
}

export function invariantsOf(organisations: Iterable<Books>, journal: readonly JournalEntry[]): Invariants {
  const api = journal.filter((entry) => entry.path.startsWith('/api.xro/'));
  const counted = api.filter((entry) => entry.counted);
  const keyless = api.filter(
    (e) => (e.method === 'PUT' || e.method === 'POST') && e.headers['idempotency-key'] === undefined,
  );
  const large = api.filter((entry) => entry.elements > 50);
  const problems = [
    ...[...organisations].flatMap(bookProblems),
    ...keyless.map((e) => `request ${e.seq} ${e.method} ${e.path} wrote without an Idempotency-Key`),
    ...large.map((e) => `request ${e.seq} carried ${e.elements} elements, more than 50`),
    ...api.flatMap((e) => e.violations.map((violation) => `request ${e.seq}: ${violation}`)),
  ];
  return {
    ok: problems.length === 0,
    problems,
    maxInFlight: Math.max(0, ...api.map((entry) => entry.inFlight)),
    ...busiest(counted),
    callsPerDay: tally(counted.map((entry) => new Date(entry.at).toISOString().slice(0, 10))),
    writesWithoutKey: keyless.length,
    batchesAbove50: large.length,
    throttled: api.filter((entry) => entry.status === 429).length,
  };
}

function busiest(counted: readonly JournalEntry[]): { maxPerFixedMinute: number; maxPerRollingMinute: number } {
  let [fixedMost, rollingMost] = [0, 0];
  const startsByTenant = new Map<string, number[]>();
  for (const { clientId = '', tenantId = '', at } of counted) {
    const key = `${clientId}/${tenantId}`;
    const starts = startsByTenant.get(key) ?? [];
    starts.push(at);
    startsByTenant.set(key, starts);
  }
  for (const starts of startsByTenant.values()) {
    const times = starts.sort((a, b) => a - b);
    const minutes = tally(times.map((at) => String(Math.floor(at / 60_000))));
    fixedMost = Math.max(fixedMost, ...Object.values(minutes));
    let first = 0;
    for (const [index, at] of times.entries()) {
      while ((times[first] ?? at) <= at - 60_000) first += 1;
      rollingMost = Math.max(rollingMost, index - first + 1);
    }
  }
  return { maxPerFixedMinute: fixedMost, maxPerRollingMinute: rollingMost };
}

function tally(keys: readonly string[]): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const key of keys) counts[key] = (counts[key] ?? 0) + 1;
  return counts;
}

function bookProblems(books: Books): string[] {
  const credits = [...books.creditNotes.all(), ...books.overpayments.all()];
  return [
    ...books.invoices.all().flatMap((document) => documentProblems(books, document, 'invoice')),
    ...credits.flatMap((document) => documentProblems(books, document, 'source')),
    ...itemProblems(books),
    ...balanceProblems(books),
  ];
}

function documentProblems(books: Books, document: Document, side: 'invoice' | 'source'): string[] {
  const name = `${document.type} ${document.number ?? document.id}`;
  const problems: string[] = [];
  const lines = sum(document.lines.map((line) => new Decimal(line.lineAmount)));
  const tax = sum(document.lines.map((line) => new Decimal(line.taxAmount)));
  const total = (document.lineAmountTypes === 'Inclusive' ? lines : lines.plus(tax)).plus(
    new Decimal(document.roundingAmount ?? '0'),
  );
  if (!total.eq(new Decimal(document.total)))
    problems.push(`${name}: its lines add up to ${total.toFixed(2)}, its total is ${document.total}`);
  const settled = sum(
    [...livePayments(books, document.id), ...liveAllocations(books, side, document.id)].map(
      (part) => new Decimal(part.amount),
    ),
  );
  if (settled.gt(new Decimal(document.total)))
    problems.push(`${name}: ${settled.toFixed(2)} is settled of ${document.total}`);
  const open = new Decimal(document.total).minus(settled);
  const approved = document.status === 'AUTHORISED' || document.status === 'PAID';
  if (approved && (document.status === 'PAID') !== open.eq(zero))
    problems.push(`${name}: is ${document.status} with ${open.toFixed(2)} open`);
  if (!approved && settled.gt(zero)) problems.push(`${name}: is ${document.status} with ${settled.toFixed(2)} settled`);
  return problems;
}

/** Stock on hand is what the documents moved. */
function itemProblems(books: Books): string[] {
  const moved = new Map<string, Decimal>();
  for (const table of [books.invoices, books.creditNotes, books.bankTransactions]) {
    for (const document of table.all()) {
      if (document.status !== 'AUTHORISED' && document.status !== 'PAID') continue;
      for (const move of document.stockMoves ?? [])
        moved.set(move.itemId, (moved.get(move.itemId) ?? zero).plus(new Decimal(move.quantity)));
    }
  }
  return books.items
    .all()
    .filter((item) => item.isTracked && !(moved.get(item.id) ?? zero).eq(new Decimal(item.quantityOnHand)))
    .map(
      (item) =>
        `item ${item.code}: ${item.quantityOnHand} on hand, but documents moved ${(moved.get(item.id) ?? zero).toFixed(4)}`,
    );
}

/** Accounts receivable by postings equals what customers owe by documents. Base currency documents only. */
function balanceProblems(books: Books): string[] {
  const base = books.facts.baseCurrency;
  const approved = (document: Document) =>
    (document.status === 'AUTHORISED' || document.status === 'PAID') && document.currencyCode === base;
  const invoices = books.invoices.all().filter((d) => d.type === 'ACCREC' && approved(d));
  const credits = [
    ...books.creditNotes.all().filter((d) => d.type === 'ACCRECCREDIT'),
    ...books.overpayments.all(),
  ].filter(approved);
  const paid = (documents: readonly Document[]) =>
    sum(documents.flatMap((d) => livePayments(books, d.id)).map((p) => new Decimal(p.amount)));
  const totals = (documents: readonly Document[]) => sum(documents.map((d) => new Decimal(d.total)));
  const posted = totals(invoices).minus(totals(credits)).minus(paid(invoices)).plus(paid(credits));
  const open = (documents: readonly Document[]) => sum(documents.map((d) => settlementOf(books, d).rest));
  const owed = open(invoices).minus(open(credits));
  return posted.eq(owed)
    ? []
    : [`accounts receivable is ${posted.toFixed(2)} by postings, ${owed.toFixed(2)} by documents`];
}
