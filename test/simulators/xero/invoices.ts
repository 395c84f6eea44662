import { elementsOf, ok, param, writeMany, writeOne, type Answer, type Call } from './call';
import { documentFields, invoiceOut } from './document-shape';
import { createDocument, isApproved, updateDocument } from './documents';
import { Rejected, notFound, validationException } from './errors';
import { text, type JsonObject } from './json';
import { commaList, guidList, list } from './listing';
import type { Document } from './model';
import { invoiceKind } from './numbers';
import { fold } from './query';
import { isGuid } from './validate';

const unknown = 'An existing Invoice with the specified InvoiceID could not be found';

export function listInvoices(call: Call): Answer {
  const { books, query } = call;
  const ids = guidList(call, 'IDs');
  const numbers = commaList(call, 'InvoiceNumbers');
  const contacts = guidList(call, 'ContactIDs');
  const statuses = commaList(call, 'Statuses');
  const search = query.get('searchTerm');
  const mine = query.get('createdByMyApp') === 'true';
  const records = candidates(call, ids, numbers, contacts).filter(
    (i) =>
      (statuses === undefined || statuses.includes(i.status)) &&
      (!mine || i.createdBy === call.app) &&
      (search === null || [i.number, i.reference].some((value) => fold(value ?? '').includes(fold(search)))),
  );
  const summary = query.get('summaryOnly') === 'true';
  return list(call, {
    plural: 'Invoices',
    records,
    fields: documentFields(books, 'InvoiceNumber', 'InvoiceID'),
    paged: true,
    forcePaging: statuses !== undefined,
    full: (invoice) => invoiceOut(call, invoice, summary ? 'summary' : 'full'),
    light: (invoice) => invoiceOut(call, invoice, summary ? 'summary' : 'light'),
  });
}

function candidates(
  call: Call,
  ids: string[] | undefined,
  numbers: string[] | undefined,
  contacts: string[] | undefined,
): Document[] {
  const { invoices } = call.books;
  let found = ids ? ids.flatMap((id) => invoices.get(id) ?? []) : undefined;
  if (numbers)
    found = narrowed(
      found,
      numbers.flatMap((number) => invoices.find('number', number)),
    );
  if (contacts)
    found = narrowed(
      found,
      contacts.flatMap((id) => invoices.find('contact', id)),
    );
  return found ?? invoices.all();
}

function narrowed(before: Document[] | undefined, found: Document[]): Document[] {
  return before ? found.filter((document) => before.includes(document)) : found;
}

function invoiceInPath(call: Call): Document {
  const { books } = call;
  const key = param(call, 'id');
  const invoice = isGuid(key)
    ? books.invoices.get(key)
    : books.quirks.invoiceNumberInPath
      ? books.invoices.find('number', key)[0]
      : undefined;
  if (!invoice) throw notFound();
  return invoice;
}

export function getInvoice(call: Call): Answer {
  return ok(call, { Invoices: [invoiceOut(call, invoiceInPath(call), 'full')] });
}

/** PUT: creates only. */
export function createInvoices(call: Call): Answer {
  return writeMany(call, 'Invoices', 'Invoice', 'InvoiceID', (element) => {
    if (text(element, 'InvoiceID') !== undefined) throw new Rejected('An InvoiceID cannot be given to a new invoice.');
    return invoiceOut(call, createDocument(call, invoiceKind, element), 'full');
  });
}

/** POST: an invoice matched by InvoiceID, or by a known number, is updated; else created. */
export function updateOrCreateInvoices(call: Call): Answer {
  return writeMany(call, 'Invoices', 'Invoice', 'InvoiceID', (element) => {
    const existing = matched(call, element);
    const saved = existing
      ? updateDocument(call, invoiceKind, element, existing)
      : createDocument(call, invoiceKind, element);
    return invoiceOut(call, saved, 'full');
  });
}

function matched(call: Call, element: JsonObject): Document | undefined {
  const { books } = call;
  const id = text(element, 'InvoiceID');
  if (id !== undefined) {
    const invoice = books.invoices.get(id);
    if (!invoice) throw new Rejected(unknown);
    return invoice;
  }
  const number = text(element, 'InvoiceNumber');
  if (
    number === undefined ||
    number === '' ||
    text(element, 'Type') === 'ACCPAY' ||
    books.quirks.postKnownNumber === 'refuse'
  )
    return undefined;
  return books.invoices.find('number', number).find((i) => i.type === 'ACCREC');
}

export function updateInvoice(call: Call): Answer {
  const existing = invoiceInPath(call);
  const [element, ...more] = elementsOf(call, 'Invoices', 'Invoice');
  if (!element || more.length > 0) throw notFound();
  return writeOne(call, 'Invoices', 'Invoice', 'InvoiceID', element, (sent) => {
    const id = text(sent, 'InvoiceID');
    if (id !== undefined && id.toLowerCase() !== existing.id)
      throw new Rejected('The InvoiceID does not match the one in the address.');
    return invoiceOut(call, updateDocument(call, invoiceKind, sent, existing), 'full');
  });
}

export function onlineInvoice(call: Call): Answer {
  const invoice = invoiceInPath(call);
  return ok(call, { OnlineInvoices: [{ OnlineInvoiceUrl: `https://in.xero.com/${invoice.id.replaceAll('-', '')}` }] });
}

/** POST …/Email: 204, and the invoice counts as sent. */
export function emailInvoice(call: Call): Answer {
  const invoice = invoiceInPath(call);
  if (!isApproved(invoice.status))
    throw validationException([
      { InvoiceID: invoice.id, ValidationErrors: [{ Message: 'Only approved invoices can be emailed.' }] },
    ]);
  call.books.invoices.put({ ...invoice, sentToContact: true, updated: call.books.clock.now() });
  return { status: 204 };
}
