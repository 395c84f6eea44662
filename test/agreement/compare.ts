import Big from 'big.js';
import type { StoredReference } from '../simulators/magento/references';
import type { Ledger, LedgerDocument } from '../simulators/xero/index';
import type { ExpectedDocument, ExpectedOrder } from './expected';

export interface FoundDocument {
  readonly total: string;
  readonly tax: string;
  /** Money that came in or went back by live payments. */
  readonly paid: string;
  /** Of a credit note: what is set against invoices. */
  readonly allocated: string;
  readonly status: string;
}

export interface ComparedDocument {
  readonly type: 'invoice' | 'credit note';
  readonly expected: ExpectedDocument;
  /** What the stand-in's own books say; undefined while it is not there. */
  readonly found: FoundDocument | undefined;
  readonly writtenBack: boolean;
  /** Empty when everything agrees. */
  readonly differences: readonly string[];
}

export interface ComparedOrder {
  readonly key: string;
  readonly label: string;
  readonly documents: readonly ComparedDocument[];
  readonly agrees: boolean;
}

const sum = (amounts: readonly string[]): string =>
  amounts.reduce((total, amount) => total.plus(amount), new Big('0')).toFixed(2);

const groupBy = <T>(rows: readonly T[], keyOf: (row: T) => string): ReadonlyMap<string, readonly T[]> => {
  const groups = new Map<string, T[]>();
  for (const row of rows) {
    const group = groups.get(keyOf(row));
    if (group === undefined) groups.set(keyOf(row), [row]);
    else group.push(row);
  }
  return groups;
};

/** The stand-in's books and what came back to Magento, found by number, document and order. */
export class BooksAndShop {
  readonly documents: Record<ComparedDocument['type'], ReadonlyMap<string, readonly LedgerDocument[]>>;
  readonly payments;
  readonly allocations;
  readonly references;

  constructor(ledger: Ledger, references: readonly StoredReference[]) {
    const byNumber = (documents: readonly LedgerDocument[]) => groupBy(documents, ({ number, id }) => number ?? id);
    this.documents = { invoice: byNumber(ledger.invoices), 'credit note': byNumber(ledger.creditNotes) };
    this.payments = groupBy(
      ledger.payments.filter(({ status }) => status === 'AUTHORISED'),
      ({ targetId }) => targetId,
    );
    this.allocations = groupBy(
      ledger.allocations.filter(({ isDeleted }) => !isDeleted),
      ({ sourceId }) => sourceId,
    );
    this.references = groupBy(references, ({ record_type, entity_id }) => `${record_type}:${entity_id}`);
  }
}

function compareDocument(
  type: ComparedDocument['type'],
  expected: ExpectedDocument,
  key: string,
  now: BooksAndShop,
): ComparedDocument {
  const sameNumber = now.documents[type].get(expected.number) ?? [];
  const [document] = sameNumber;
  if (document === undefined)
    return { type, expected, found: undefined, writtenBack: false, differences: [`${expected.number} is not in Xero`] };
  const differences: string[] = [];
  if (sameNumber.length > 1) differences.push(`${expected.number} is in Xero ${sameNumber.length} times`);
  const found: FoundDocument = {
    total: document.total,
    tax: document.totalTax,
    paid: sum((now.payments.get(document.id) ?? []).map(({ amount }) => amount)),
    allocated: sum((now.allocations.get(document.id) ?? []).map(({ amount }) => amount)),
    status: document.status,
  };
  for (const name of ['total', 'tax', 'paid', 'allocated'] as const)
    if (!new Big(found[name]).eq(expected[name]))
      differences.push(`${expected.number}: ${name} ${found[name]} in Xero, ${expected[name]} in Magento`);
  if (found.status !== 'AUTHORISED' && found.status !== 'PAID')
    differences.push(`${expected.number} is ${found.status}`);
  const writtenBack = (now.references.get(key) ?? []).some(
    ({ part, status, xero_id, xero_number }) =>
      part === expected.part && status === 'synced' && xero_id === document.id && xero_number === expected.number,
  );
  if (!writtenBack) differences.push(`${expected.number}: its id is not in Magento yet`);
  return { type, expected, found, writtenBack, differences };
}

/** Sets the totals of Magento's documents beside the stand-in's books and what came back to Magento. */
export function compareOrder(key: string, expected: ExpectedOrder, now: BooksAndShop): ComparedOrder {
  const documents = [
    ...expected.invoices.map((document) => compareDocument('invoice', document, key, now)),
    ...expected.creditNotes.map((document) => compareDocument('credit note', document, key, now)),
  ];
  return {
    key,
    label: expected.label,
    documents,
    agrees: documents.every(({ differences }) => differences.length === 0),
  };
}

/** Documents in the books that no order accounts for: strays. */
export function unexplained(expected: readonly ExpectedOrder[], now: BooksAndShop): string[] {
  const numbers = new Set(
    expected.flatMap(({ invoices, creditNotes }) => [...invoices, ...creditNotes]).map(({ number }) => number),
  );
  return [...now.documents.invoice.keys(), ...now.documents['credit note'].keys()].filter(
    (number) => !numbers.has(number),
  );
}
