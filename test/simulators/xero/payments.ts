import type { Books } from './books';
import { checkedElement, elementsOf, ok, param, writeMany, writeOne, type Answer, type Call } from './call';
import { Decimal, cents, zero } from './decimal';
import { invoiceStub } from './document-shape';
import { Rejected, notFound } from './errors';
import { child, decimal, flag, text, type JsonObject } from './json';
import { list } from './listing';
import { lockProblems } from './lock-dates';
import type { Account, Document, Payment, TargetKind } from './model';
import { contactInDocument } from './contact-shape';
import type { Fields } from './query';
import { settle, settlementOf, tableOf } from './settlement';
import { dateString, fixed, momentString, money, wireDate, wireMoment, type OutObject } from './wire';

const notThere = 'The document with the supplied id was not found for this endpoint.';
const paymentTypes: Readonly<Record<string, string>> = {
  ACCREC: 'ACCRECPAYMENT',
  ACCPAY: 'ACCPAYPAYMENT',
  ACCRECCREDIT: 'ARCREDITPAYMENT',
  ACCPAYCREDIT: 'APCREDITPAYMENT',
  'RECEIVE-OVERPAYMENT': 'AROVERPAYMENTPAYMENT',
};

export function listPayments(call: Call): Answer {
  const { books } = call;
  const fields: Fields<Payment> = {
    PaymentID: { kind: 'guid', value: (p) => p.id, orderable: true },
    Status: { kind: 'text', value: (p) => p.status },
    PaymentType: { kind: 'text', value: (p) => p.paymentType },
    Date: { kind: 'day', value: (p) => p.date, orderable: true },
    Reference: { kind: 'text', value: (p) => p.reference },
    Amount: { kind: 'number', value: (p) => new Decimal(p.amount) },
    'Invoice.InvoiceID': { kind: 'guid', value: (p) => p.targetId },
    UpdatedDateUTC: {
      kind: 'moment',
      value: (p) => new Date(p.updated).toISOString(),
      orderable: true,
      orderOnly: true,
    },
  };
  const show = (payment: Payment) => paymentOut(books, payment, 'stub');
  return list(call, { plural: 'Payments', records: books.payments.all(), fields, paged: true, full: show });
}

export function getPayment(call: Call): Answer {
  return ok(call, { Payments: [paymentOut(call.books, paymentInPath(call), 'full')] });
}

function paymentInPath(call: Call): Payment {
  const payment = call.books.payments.get(param(call, 'id'));
  if (!payment) throw notFound();
  return payment;
}

/** PUT /Payments: several. */
export function createPayments(call: Call): Answer {
  return writeMany(call, 'Payments', 'Payment', 'PaymentID', (element) =>
    paymentOut(call.books, addPayment(call, element), 'full'),
  );
}

/** POST /Payments: one, bare or in a list of one. */
export function createPayment(call: Call): Answer {
  if ('Payments' in call.body) return createPayments(call);
  const element = checkedElement(call.body, 'Payment', 'Payment');
  call.elements = 1;
  return writeOne(call, 'Payments', 'Payment', 'PaymentID', element, (sent) =>
    paymentOut(call.books, addPayment(call, sent), 'full'),
  );
}

/** POST /Payments/{id}: the only change a payment knows is its deletion, which reopens the document. */
export function deletePayment(call: Call): Answer {
  const payment = paymentInPath(call);
  const element =
    'Payments' in call.body
      ? elementsOf(call, 'Payments', 'Payment')[0]
      : checkedElement(call.body, 'PaymentDelete', 'Payment');
  call.elements = 1;
  return writeOne(call, 'Payments', 'Payment', 'PaymentID', { PaymentID: payment.id, ...element }, (sent) => {
    if (text(sent, 'Status') !== 'DELETED')
      throw new Rejected('Payments cannot be modified, only created and deleted.');
    return paymentOut(call.books, removePayment(call.books, payment), 'full');
  });
}

export function removePayment(books: Books, payment: Payment): Payment {
  if (payment.status === 'DELETED') throw new Rejected('The payment has already been deleted.');
  if (payment.isReconciled) throw new Rejected('The payment cannot be deleted because it has been reconciled.');
  const problems = lockProblems(books, payment.date);
  if (problems.length > 0) throw new Rejected(...problems);
  const deleted = books.payments.put({ ...payment, status: 'DELETED', updated: books.clock.now() });
  settle(books, payment.target, payment.targetId);
  return deleted;
}

export function addPayment(call: Pick<Call, 'books'> & { readonly app?: string }, element: JsonObject): Payment {
  const { books } = call;
  const { kind, document } = targetOf(books, element);
  const account = accountOf(books, element);
  const amount = decimal(element, 'Amount');
  const date = text(element, 'Date');
  if (date === undefined) throw new Rejected('Payment date must be specified.');
  if (!amount?.gt(zero)) throw new Rejected('Payment amount must be greater than zero.');
  if (!amount.eq(amount.round(2))) throw new Rejected('Payment amount must have no more than two decimal places.');
  const status = text(element, 'Status');
  if (status !== undefined && status !== 'AUTHORISED') throw new Rejected('A new payment can only be AUTHORISED.');
  checkPayable(books, document, amount);
  const problems = lockProblems(books, date);
  if (problems.length > 0) throw new Rejected(...problems);
  const now = books.clock.now();
  const reference = text(element, 'Reference');
  const payment = books.payments.put({
    id: books.newId(),
    target: kind,
    targetId: document.id,
    accountId: account.id,
    date,
    amount: cents(amount),
    currencyRate: decimal(element, 'CurrencyRate')?.toFixed(6) ?? document.currencyRate,
    ...(reference === undefined ? {} : { reference }),
    isReconciled: flag(element, 'IsReconciled') ?? false,
    status: 'AUTHORISED',
    paymentType: paymentTypes[document.type] ?? 'ACCRECPAYMENT',
    ...(call.app === undefined ? {} : { createdBy: call.app }),
    created: now,
    updated: now,
  });
  settle(books, kind, document.id);
  return payment;
}

function checkPayable(books: Books, document: Document, amount: Decimal): void {
  const messages: string[] = [];
  if (document.status !== 'AUTHORISED') messages.push('Payments can only be made against Authorised documents');
  if (amount.gt(settlementOf(books, document).rest))
    messages.push('Payment amount exceeds the amount outstanding on this document');
  if (messages.length > 0) throw new Rejected(...messages);
}

/** Exactly one of Invoice, CreditNote (a refund) and Overpayment, by id or number. */
function targetOf(books: Books, element: JsonObject): { kind: TargetKind; document: Document } {
  const named: [TargetKind, string | undefined, string | undefined][] = [
    ['invoice', text(child(element, 'Invoice') ?? {}, 'InvoiceID'), text(child(element, 'Invoice') ?? {}, 'InvoiceNumber') ?? text(element, 'InvoiceNumber')],
    ['creditNote', text(child(element, 'CreditNote') ?? {}, 'CreditNoteID'), text(child(element, 'CreditNote') ?? {}, 'CreditNoteNumber') ?? text(element, 'CreditNoteNumber')],
    ['overpayment', text(child(element, 'Overpayment') ?? {}, 'OverpaymentID'), undefined],
  ]; // prettier-ignore
  const given = named.filter(([, id, number]) => id !== undefined || number !== undefined);
  const [only] = given;
  if (!only || given.length > 1)
    throw new Rejected('A payment needs exactly one of Invoice, CreditNote, Prepayment and Overpayment.');
  const [kind, id, number] = only;
  const table = tableOf(books, kind);
  const document = id === undefined ? table.find('number', number ?? '')[0] : table.get(id);
  if (!document) throw new Rejected(notThere);
  return { kind, document };
}

/** A bank account, or one that allows payments. */
function accountOf(books: Books, element: JsonObject): Account {
  const sent = child(element, 'Account') ?? {};
  const id = text(sent, 'AccountID');
  const code = text(sent, 'Code') ?? text(element, 'Code');
  const account =
    id === undefined ? (code === undefined ? undefined : books.accountByCode(code)) : books.accounts.get(id);
  if (!account || account.status !== 'ACTIVE') throw new Rejected('Account must be valid.');
  if (account.type !== 'BANK' && !account.enablePayments) {
    throw new Rejected(`Account code '${account.code ?? account.id}' is not a valid code for this document.`);
  }
  return account;
}

/** Refunds of credit come back under `Invoice` too, with the credit's type, as in the published examples. */
function paymentOut(books: Books, payment: Payment, detail: 'full' | 'stub'): OutObject {
  const account = books.accounts.get(payment.accountId);
  const document = tableOf(books, payment.target).get(payment.targetId);
  return {
    PaymentID: payment.id,
    Date: wireDate(payment.date),
    BankAmount: money(payment.amount),
    Amount: money(payment.amount),
    Reference: payment.reference ?? '',
    CurrencyRate: fixed(payment.currencyRate, 6),
    PaymentType: payment.paymentType,
    Status: payment.status,
    UpdatedDateUTC: wireMoment(payment.updated),
    UpdatedDateUTCString: momentString(payment.updated),
    HasAccount: true,
    IsReconciled: payment.isReconciled,
    Account: { AccountID: payment.accountId, Code: account?.code, Name: detail === 'full' ? account?.name : undefined },
    Invoice: document ? targetOut(books, document, detail) : undefined,
    HasValidationErrors: false,
  };
}

function targetOut(books: Books, document: Document, detail: 'full' | 'stub'): OutObject {
  const stub = { ...(invoiceStub(document.id, document.number) as OutObject), Type: invoiceType(document.type) };
  const contact = {
    Contact: contactInDocument(books, document.contactId, 'name'),
    CurrencyCode: document.currencyCode,
  };
  if (detail === 'stub') return { ...stub, ...contact };
  const { paid, rest } = settlementOf(books, document);
  return {
    ...stub,
    ...contact,
    Reference: document.reference ?? '',
    DateString: dateString(document.date),
    Date: wireDate(document.date),
    Status: document.status,
    LineAmountTypes: document.lineAmountTypes,
    SubTotal: money(document.subTotal),
    TotalTax: money(document.totalTax),
    Total: money(document.total),
    AmountDue: money(cents(rest)),
    AmountPaid: money(cents(paid)),
    UpdatedDateUTC: wireMoment(document.updated),
  };
}

function invoiceType(type: Document['type']): string {
  return type === 'RECEIVE-OVERPAYMENT' ? 'AROVERPAYMENT' : type;
}
