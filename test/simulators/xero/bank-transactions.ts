import type { Books } from './books';
import { ok, param, writeMany, type Answer, type Call } from './call';
import { contactOfDocument, markUsed } from './contacts';
import { contactInDocument } from './contact-shape';
import { Decimal, cents } from './decimal';
import { documentFields, lineOut, overpaymentOut } from './document-shape';
import { Rejected, notFound } from './errors';
import { overpaymentInPath } from './allocations';
import { child, children, decimal, flag, text, type JsonObject } from './json';
import { readLines } from './lines';
import { commaList, list } from './listing';
import { lockProblems } from './lock-dates';
import type { Document, Line, LineAmountTypes } from './model';
import { moveStock } from './stock';
import { documentTotals } from './totals';
import { dateString, fixed, money, wireDate, wireMoment, type OutObject } from './wire';

/**
 * Money in and out without an invoice. RECEIVE-OVERPAYMENT makes an overpayment of the same id, to be allocated or
 * refunded later; RECEIVE and SPEND are plain. Other types are not part of this stand-in.
 */
const types = ['RECEIVE-OVERPAYMENT', 'RECEIVE', 'SPEND'] as const;

export function listBankTransactions(call: Call): Answer {
  const { books } = call;
  const references = commaList(call, 'References');
  return list(call, {
    plural: 'BankTransactions',
    records: books.bankTransactions
      .all()
      .filter((t) => references === undefined || references.includes(t.reference ?? '')),
    fields: documentFields(books, 'Number', 'BankTransactionID'),
    paged: true,
    full: (transaction) => bankTransactionOut(call, transaction),
  });
}

export function getBankTransaction(call: Call): Answer {
  const transaction = call.books.bankTransactions.get(param(call, 'id'));
  if (!transaction) throw notFound();
  return ok(call, { BankTransactions: [bankTransactionOut(call, transaction)] });
}

export function createBankTransactions(call: Call): Answer {
  return writeMany(call, 'BankTransactions', 'BankTransaction', 'BankTransactionID', (element) =>
    bankTransactionOut(call, create(call, element)),
  );
}

export function listOverpayments(call: Call): Answer {
  const { books } = call;
  const references = commaList(call, 'References');
  return list(call, {
    plural: 'Overpayments',
    records: books.overpayments.all().filter((o) => references === undefined || references.includes(o.reference ?? '')),
    fields: documentFields(books, 'Number', 'OverpaymentID'),
    paged: true,
    full: (overpayment) => overpaymentOut(call, overpayment, 'full'),
    light: (overpayment) => overpaymentOut(call, overpayment, 'light'),
  });
}

export function getOverpayment(call: Call): Answer {
  return ok(call, { Overpayments: [overpaymentOut(call, overpaymentInPath(call), 'full')] });
}

function create(call: Call, element: JsonObject): Document {
  const { books } = call;
  const type = types.find((known) => known === text(element, 'Type'));
  if (type === undefined) throw new Rejected(`Type must be one of ${types.join(', ')}.`);
  if ((text(element, 'Status') ?? 'AUTHORISED') !== 'AUTHORISED')
    throw new Rejected('A new bank transaction can only be AUTHORISED.');
  const contact = contactOfDocument(books, child(element, 'Contact'));
  const date = text(element, 'Date') ?? books.today();
  const problems = lockProblems(books, date);
  if (problems.length > 0) throw new Rejected(...problems);
  const overpaid = type === 'RECEIVE-OVERPAYMENT';
  const lineAmountTypes =
    (text(element, 'LineAmountTypes') as LineAmountTypes | undefined) ?? (overpaid ? 'NoTax' : 'Exclusive');
  const sentLines = children(element, 'LineItems') ?? [];
  if (sentLines.length === 0) throw new Rejected('One or more line items must be specified.');
  const lines = overpaid
    ? overpaymentLines(call, sentLines, lineAmountTypes)
    : readLines({ books, type, status: 'AUTHORISED', lineAmountTypes, unitdp: call.unitdp }, sentLines, []);
  const totals = documentTotals(
    lines.map((l) => ({ lineAmount: new Decimal(l.lineAmount), taxAmount: new Decimal(l.taxAmount) })),
    lineAmountTypes,
  );
  const now = books.clock.now();
  const reference = text(element, 'Reference');
  const url = text(element, 'Url');
  const document: Document = {
    id: books.newId(),
    type,
    status: 'AUTHORISED',
    contactId: contact.id,
    ...(reference === undefined ? {} : { reference }),
    ...(url === undefined ? {} : { url }),
    date,
    lineAmountTypes,
    lines,
    subTotal: cents(totals.subTotal),
    totalTax: cents(totals.totalTax),
    total: cents(totals.total),
    currencyCode: text(element, 'CurrencyCode') ?? books.facts.baseCurrency,
    currencyRate: decimal(element, 'CurrencyRate')?.toFixed(6) ?? '1.000000',
    sentToContact: false,
    bankAccountId: bankAccountOf(books, child(element, 'BankAccount')),
    isReconciled: flag(element, 'IsReconciled') ?? false,
    createdBy: call.app,
    created: now,
    updated: now,
  };
  const stockMoves = overpaid ? [] : moveStock(books, undefined, document, false);
  const saved = books.bankTransactions.put(stockMoves.length > 0 ? { ...document, stockMoves } : document);
  if (overpaid) books.overpayments.put(saved);
  markUsed(books, contact.id, type === 'SPEND' ? 'supplier' : 'customer');
  return saved;
}

/** One untaxed line on accounts receivable, whatever account was meant. */
function overpaymentLines(call: Call, sent: readonly JsonObject[], types: LineAmountTypes): Line[] {
  const { books } = call;
  const debtors = books.accounts.all().find((a) => a.systemAccount === 'DEBTORS');
  const [element, ...more] = sent;
  if (!element || more.length > 0 || types !== 'NoTax')
    throw new Rejected('An overpayment has exactly one line, and LineAmountTypes NoTax.');
  const code = text(element, 'AccountCode');
  if (code !== undefined && code !== debtors?.code)
    throw new Rejected(`Account code '${code}' is not a valid code for this document.`);
  const amount = (decimal(element, 'UnitAmount') ?? decimal(element, 'LineAmount'))?.times(
    decimal(element, 'Quantity') ?? new Decimal('1'),
  );
  if (!amount?.gt(new Decimal('0'))) throw new Rejected('The amount of an overpayment must be greater than zero.');
  return [
    {
      id: books.newId(),
      description: text(element, 'Description') ?? 'Overpayment',
      quantity: '1.0000',
      unitAmount: cents(amount),
      ...(debtors?.code === undefined ? {} : { accountCode: debtors.code, accountId: debtors.id }),
      taxType: 'NONE',
      taxAmount: '0.00',
      lineAmount: cents(amount),
      tracking: [],
    },
  ];
}

function bankAccountOf(books: Books, sent: JsonObject | undefined): string {
  const id = text(sent ?? {}, 'AccountID');
  const code = text(sent ?? {}, 'Code');
  const account =
    id === undefined ? (code === undefined ? undefined : books.accountByCode(code)) : books.accounts.get(id);
  if (account?.type !== 'BANK' || account.status !== 'ACTIVE')
    throw new Rejected('BankAccount must be an active bank account.');
  return account.id;
}

function bankTransactionOut({ books, unitdp }: Pick<Call, 'books' | 'unitdp'>, transaction: Document): OutObject {
  const account = books.accounts.get(transaction.bankAccountId ?? '');
  return {
    BankTransactionID: transaction.id,
    OverpaymentID: transaction.type === 'RECEIVE-OVERPAYMENT' ? transaction.id : undefined,
    BankAccount: { AccountID: account?.id, Code: account?.code, Name: account?.name },
    Type: transaction.type,
    Reference: transaction.reference ?? '',
    IsReconciled: transaction.isReconciled ?? false,
    HasAttachments: false,
    CurrencyRate: fixed(transaction.currencyRate, 6),
    Contact: contactInDocument(books, transaction.contactId, 'full'),
    DateString: dateString(transaction.date),
    Date: wireDate(transaction.date),
    Status: transaction.status,
    LineAmountTypes: transaction.lineAmountTypes,
    LineItems: transaction.lines.map((line) => lineOut(line, unitdp)),
    SubTotal: money(transaction.subTotal),
    TotalTax: money(transaction.totalTax),
    Total: money(transaction.total),
    UpdatedDateUTC: wireMoment(transaction.updated),
    CurrencyCode: transaction.currencyCode,
    Url: transaction.url,
  };
}
