import type { Books } from './books';
import { elementsOf, ok, param, type Answer, type Call } from './call';
import { exception, notFound } from './errors';
import { text } from './json';
import type { HistoryRecord } from './model';
import { momentString, wireMoment, zeroGuid, type OutObject } from './wire';

/** Notes on documents: they can be added and read, never changed or deleted, and appear as "System Generated". */
export function getHistory(exists: (books: Books, id: string) => boolean) {
  return (call: Call): Answer => {
    const id = documentId(call, exists);
    const records = call.books.history.find('document', id).sort((a, b) => b.at - a.at);
    return ok(call, { HistoryRecords: records.map(historyOut) });
  };
}

export function addHistory(exists: (books: Books, id: string) => boolean) {
  return (call: Call): Answer => {
    const id = documentId(call, exists);
    const { books } = call;
    const elements = elementsOf(call, 'HistoryRecords', 'HistoryRecord');
    const limit = books.quirks.historyLength;
    const details = elements.map((element) => text(element, 'Details') ?? '');
    if (details.some((note) => note === '' || note.length > limit)) {
      throw exception(10, 'A validation exception occurred', [
        {
          ID: zeroGuid,
          ValidationErrors: [{ Message: `The Details of a history note must have 1 to ${limit} characters.` }],
        },
      ]);
    }
    const records = details.map((note) =>
      books.history.put({
        id: books.newId(),
        documentId: id,
        changes: 'Note',
        details: note,
        user: 'System Generated',
        at: books.clock.now(),
      }),
    );
    return ok(call, { HistoryRecords: records.map(historyOut) });
  };
}

function documentId(call: Call, exists: (books: Books, id: string) => boolean): string {
  const id = param(call, 'id').toLowerCase();
  if (!exists(call.books, id)) throw notFound();
  return id;
}

function historyOut(record: HistoryRecord): OutObject {
  return {
    Changes: record.changes,
    DateUTCString: momentString(record.at),
    DateUTC: wireMoment(record.at),
    User: record.user,
    Details: record.details,
  };
}
