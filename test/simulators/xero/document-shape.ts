import type { Books } from './books';
import type { Call } from './call';
import { contactInDocument } from './contact-shape';
import { cents } from './decimal';
import { paymentsOf } from './documents';
import type { Allocation, Document, Line, Payment } from './model';
import type { Fields } from './query';
import { isInvoice, liveAllocations, settlementOf } from './settlement';
import { dateString, fixed, momentString, money, wireDate, wireMoment, type Out, type OutObject } from './wire';

/** full: by id, in pages, and in answers to writes; light: unpaged lists; summary: `summaryOnly=true`. */
export type Detail = 'full' | 'light' | 'summary';

/** Unit prices show two decimals unless the request asks for four. */
export function lineOut(line: Line, unitdp: 2 | 4): OutObject {
  return {
    ItemCode: line.itemCode,
    Description: line.description,
    UnitAmount: line.unitAmount === undefined ? undefined : fixed(line.unitAmount, unitdp),
    TaxType: line.taxType,
    TaxAmount: line.quantity === undefined ? undefined : money(line.taxAmount),
    LineAmount: line.quantity === undefined ? undefined : money(line.lineAmount),
    AccountCode: line.accountCode,
    Tracking: line.tracking.map((t) => ({
      Name: t.name,
      Option: t.option,
      TrackingCategoryID: t.categoryId,
      TrackingOptionID: t.optionId,
    })),
    Quantity: line.quantity === undefined ? undefined : fixed(line.quantity, 4),
    DiscountRate: line.discountRate === undefined ? undefined : fixed(line.discountRate, 2),
    DiscountAmount: line.discountAmount === undefined ? undefined : money(line.discountAmount),
    LineItemID: line.id,
    AccountID: line.accountId,
    ValidationErrors: [],
  };
}

/** What of a request the form of its answer depends on. */
type Asked = Pick<Call, 'books' | 'unitdp'>;

function common({ books, unitdp }: Asked, document: Document, detail: Detail): OutObject {
  return {
    Type: document.type,
    Reference: document.reference ?? (document.type === 'ACCPAY' ? undefined : ''),
    Contact: contactInDocument(books, document.contactId, detail === 'full' ? 'full' : 'name'),
    DateString: dateString(document.date),
    Date: wireDate(document.date),
    Status: document.status,
    LineAmountTypes: document.lineAmountTypes,
    LineItems:
      detail === 'full' ? document.lines.map((line) => lineOut(line, unitdp)) : detail === 'light' ? [] : undefined,
    SubTotal: money(document.subTotal),
    TotalTax: money(document.totalTax),
    Total: money(document.total),
    UpdatedDateUTC: wireMoment(document.updated),
    UpdatedDateUTCString: momentString(document.updated),
    CurrencyCode: document.currencyCode,
    CurrencyRate: fixed(document.currencyRate, 6),
    FullyPaidOnDate: document.fullyPaidOn === undefined ? undefined : wireDate(document.fullyPaidOn),
    BrandingThemeID: document.brandingThemeId,
  };
}

export function invoiceOut(asked: Asked, invoice: Document, detail: Detail): OutObject {
  const { books } = asked;
  const { paid, credited, rest } = settlementOf(books, invoice);
  const allocations = liveAllocations(books, 'invoice', invoice.id);
  return {
    InvoiceID: invoice.id,
    InvoiceNumber: invoice.number ?? '',
    ...common(asked, invoice, detail),
    Payments: detail === 'summary' ? undefined : paymentsOf(books, invoice).map(paymentInDocument),
    CreditNotes: allocations.filter((a) => a.source === 'creditNote').map((a) => creditInInvoice(books, a)),
    Prepayments: [],
    Overpayments: allocations.filter((a) => a.source === 'overpayment').map((a) => creditInInvoice(books, a)),
    AmountDue: money(cents(rest)),
    AmountPaid: money(cents(paid)),
    AmountCredited: money(cents(credited)),
    DueDateString: invoice.dueDate === undefined ? undefined : dateString(invoice.dueDate),
    DueDate: invoice.dueDate === undefined ? undefined : wireDate(invoice.dueDate),
    ExpectedPaymentDate: invoice.expectedPaymentDate === undefined ? undefined : wireDate(invoice.expectedPaymentDate),
    SentToContact: invoice.sentToContact,
    Url: invoice.url,
    RoundingAmount:
      invoice.roundingAmount === undefined || detail !== 'full' ? undefined : money(invoice.roundingAmount),
    IsDiscounted: invoice.lines.some((l) => l.discountRate !== undefined || l.discountAmount !== undefined),
    HasAttachments: detail === 'summary' ? undefined : false,
    HasErrors: false,
  };
}

export function creditNoteOut(asked: Asked, note: Document, detail: Detail): OutObject {
  return {
    CreditNoteID: note.id,
    CreditNoteNumber: note.number ?? '',
    ID: note.id,
    ...common(asked, note, detail),
    ...creditPart(asked.books, note),
    DueDate: note.dueDate === undefined ? undefined : wireDate(note.dueDate),
    SentToContact: note.sentToContact,
    HasAttachments: false,
    HasErrors: false,
  };
}

export function overpaymentOut(asked: Asked, overpayment: Document, detail: Detail): OutObject {
  return {
    OverpaymentID: overpayment.id,
    ID: overpayment.id,
    ...common(asked, overpayment, detail),
    ...creditPart(asked.books, overpayment),
    HasAttachments: false,
  };
}

/** What is left of a credit, and where the rest went. */
function creditPart(books: Books, credit: Document): OutObject {
  const { credited, rest } = settlementOf(books, credit);
  return {
    Payments: paymentsOf(books, credit).map(paymentInDocument),
    Allocations: liveAllocations(books, 'source', credit.id).map((a) => allocationInCredit(books, a)),
    RemainingCredit: money(cents(rest)),
    AppliedAmount: money(cents(credited)),
  };
}

function paymentInDocument(payment: Payment): OutObject {
  return {
    PaymentID: payment.id,
    Date: wireDate(payment.date),
    Amount: money(payment.amount),
    Reference: payment.reference ?? '',
    CurrencyRate: fixed(payment.currencyRate, 6),
    HasAccount: false,
    HasValidationErrors: false,
  };
}

function creditInInvoice(books: Books, allocation: Allocation): OutObject {
  const note = allocation.source === 'creditNote';
  const credit = (note ? books.creditNotes : books.overpayments).get(allocation.sourceId);
  return {
    ...(note
      ? { CreditNoteID: allocation.sourceId, CreditNoteNumber: credit?.number ?? '' }
      : { OverpaymentID: allocation.sourceId }),
    ID: allocation.sourceId,
    AppliedAmount: money(allocation.amount),
    Date: wireDate(allocation.date),
    DateString: dateString(allocation.date),
    Total: money(credit?.total ?? '0'),
    LineItems: [],
  };
}

function allocationInCredit(books: Books, allocation: Allocation): OutObject {
  const invoice = books.invoices.get(allocation.invoiceId);
  return {
    AllocationID: allocation.id,
    Amount: money(allocation.amount),
    Date: wireDate(allocation.date),
    Invoice: invoiceStub(allocation.invoiceId, invoice?.number),
  };
}

export function invoiceStub(id: string, number: string | undefined): Out {
  return {
    InvoiceID: id,
    InvoiceNumber: number ?? '',
    Payments: [],
    CreditNotes: [],
    Prepayments: [],
    Overpayments: [],
    HasErrors: false,
    IsDiscounted: false,
    LineItems: [],
  };
}

/** Filters that Xero documents as optimised, for all kinds of documents. */
export function documentFields(books: Books, numberField: string, idField: string): Fields<Document> {
  return {
    [idField]: { kind: 'guid', value: (d) => d.id, orderable: true },
    [numberField]: { kind: 'text', value: (d) => d.number },
    Status: { kind: 'text', value: (d) => d.status },
    Type: { kind: 'text', value: (d) => d.type },
    Reference: { kind: 'text', value: (d) => d.reference },
    Date: { kind: 'day', value: (d) => d.date, orderable: true },
    DueDate: { kind: 'day', value: (d) => d.dueDate },
    UpdatedDateUTC: {
      kind: 'moment',
      value: (d) => new Date(d.updated).toISOString(),
      orderable: true,
      orderOnly: true,
    },
    'Contact.ContactID': { kind: 'guid', value: (d) => d.contactId },
    'Contact.Name': { kind: 'text', value: (d) => books.contacts.get(d.contactId)?.name },
    'Contact.ContactNumber': { kind: 'text', value: (d) => books.contacts.get(d.contactId)?.contactNumber },
    AmountDue: { kind: 'number', value: (d) => (isInvoice(d) ? settlementOf(books, d).rest : undefined) },
    AmountPaid: { kind: 'number', value: (d) => settlementOf(books, d).paid },
  };
}
