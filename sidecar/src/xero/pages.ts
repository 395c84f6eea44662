import { isJson, listIn, type Json } from './answers';

/** Asked for; some answers have a hundred, Xero's own default, all the same. */
export const pageSize = 1000;
const defaultPageSize = 100;

/**
 * All pages of a list, one after the other. The end is where Xero's count says so; without a count, a page that is not full by either
 * size, or that repeats the one before (a list that takes no notice of `page`). `ask` resolves to the parsed answer, known to be whole.
 */
export async function* pagesOf(plural: string, ask: (page: number) => Promise<unknown>): AsyncGenerator<Json[]> {
  let before = '';
  for (let page = 1; ; page += 1) {
    const answer = await ask(page);
    const rows = listIn(answer, plural);
    const first = JSON.stringify(rows[0] ?? null);
    if (page > 1 && first === before) return;
    before = first;
    yield rows;
    if (rows.length === 0 || isLast(answer, rows.length, page)) return;
  }
}

function isLast(answer: unknown, rows: number, page: number): boolean {
  const pagination = isJson(answer) ? answer['pagination'] : undefined;
  const count = isJson(pagination) ? pagination['pageCount'] : undefined;
  if (typeof count === 'number') return page >= count;
  return rows % defaultPageSize !== 0;
}
