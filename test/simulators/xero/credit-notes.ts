import { elementsOf, ok, param, writeMany, writeOne, type Answer, type Call } from './call';
import { creditNoteOut, documentFields } from './document-shape';
import { createDocument, updateDocument } from './documents';
import { Rejected, notFound } from './errors';
import { text } from './json';
import { list } from './listing';
import type { Document } from './model';
import { creditNoteKind } from './numbers';
import { isGuid } from './validate';

const unknown = 'An existing Credit Note with the specified CreditNoteID could not be found';

export function listCreditNotes(call: Call): Answer {
  const { books } = call;
  return list(call, {
    plural: 'CreditNotes',
    records: books.creditNotes.all(),
    fields: documentFields(books, 'CreditNoteNumber', 'CreditNoteID'),
    paged: true,
    full: (note) => creditNoteOut(call, note, 'full'),
    light: (note) => creditNoteOut(call, note, 'light'),
  });
}

/** By CreditNoteID or CreditNoteNumber. */
export function creditNoteInPath(call: Call): Document {
  const key = param(call, 'id');
  const { creditNotes } = call.books;
  const note = isGuid(key) ? creditNotes.get(key) : creditNotes.find('number', key)[0];
  if (!note) throw notFound();
  return note;
}

export function getCreditNote(call: Call): Answer {
  return ok(call, { CreditNotes: [creditNoteOut(call, creditNoteInPath(call), 'full')] });
}

export function createCreditNotes(call: Call): Answer {
  return writeMany(call, 'CreditNotes', 'CreditNote', 'CreditNoteID', (element) => {
    if (text(element, 'CreditNoteID') !== undefined)
      throw new Rejected('A CreditNoteID cannot be given to a new credit note.');
    return creditNoteOut(call, createDocument(call, creditNoteKind, element), 'full');
  });
}

export function updateOrCreateCreditNotes(call: Call): Answer {
  return writeMany(call, 'CreditNotes', 'CreditNote', 'CreditNoteID', (element) => {
    const id = text(element, 'CreditNoteID');
    const existing = id === undefined ? undefined : call.books.creditNotes.get(id);
    if (id !== undefined && !existing) throw new Rejected(unknown);
    const saved = existing
      ? updateDocument(call, creditNoteKind, element, existing)
      : createDocument(call, creditNoteKind, element);
    return creditNoteOut(call, saved, 'full');
  });
}

export function updateCreditNote(call: Call): Answer {
  const existing = creditNoteInPath(call);
  const [element, ...more] = elementsOf(call, 'CreditNotes', 'CreditNote');
  if (!element || more.length > 0) throw notFound();
  return writeOne(call, 'CreditNotes', 'CreditNote', 'CreditNoteID', element, (sent) => {
    const id = text(sent, 'CreditNoteID');
    if (id !== undefined && id.toLowerCase() !== existing.id)
      throw new Rejected('The CreditNoteID does not match the one in the address.');
    return creditNoteOut(call, updateDocument(call, creditNoteKind, sent, existing), 'full');
  });
}
