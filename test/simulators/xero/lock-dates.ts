import type { Books } from './books';

/** Nothing dated on or before a lock date can be written or changed. */
export function lockProblems(books: Books, day: string): string[] {
  const { periodLockDate, endOfYearLockDate } = books.facts;
  if (endOfYearLockDate !== undefined && day <= endOfYearLockDate) {
    return [`The document date cannot be before the end of year lock date ${spoken(endOfYearLockDate)}`];
  }
  if (periodLockDate !== undefined && day <= periodLockDate) {
    return [`The document date cannot be before the period lock date ${spoken(periodLockDate)}`];
  }
  return [];
}

function spoken(day: string): string {
  return new Intl.DateTimeFormat('en-AU', { day: 'numeric', month: 'long', year: 'numeric', timeZone: 'UTC' }).format(
    Date.parse(day),
  );
}
