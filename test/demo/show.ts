import type { ComparedOrder } from '../agreement/compare';

/** Ids that join log lines to attempts: the record's page shows them. */
const onlyForMachines = new Set(['attemptId', 'correlationId', 'scope', 'version', 'lane']);

/** One of the sidecar's JSON log lines as a person reads it; other output as it is. */
export function readableLine(line: string): string {
  let entry: unknown;
  try {
    entry = JSON.parse(line);
  } catch {
    return line;
  }
  if (typeof entry !== 'object' || entry === null || !('message' in entry)) return line;
  const { level, message, timestamp, ...fields } = entry as Record<string, unknown>;
  const rest = Object.entries(fields)
    .filter(([name]) => !onlyForMachines.has(name))
    .map(([name, value]) => `${name}=${typeof value === 'string' ? value : JSON.stringify(value)}`);
  return [String(timestamp).slice(11, 19), String(level).padEnd(5), String(message), ...rest].join(' ').slice(0, 240);
}

function table(
  head: readonly string[],
  rows: readonly (readonly string[])[],
  rightAligned: ReadonlySet<number>,
): string {
  const widths = head.map((title, column) => Math.max(title.length, ...rows.map((row) => row[column]?.length ?? 0)));
  const line = (cells: readonly string[]) =>
    cells
      .map((cell, column) =>
        rightAligned.has(column) ? cell.padStart(widths[column] ?? 0) : cell.padEnd(widths[column] ?? 0),
      )
      .join('  ')
      .trimEnd();
  return [line(head), widths.map((width) => '─'.repeat(width)).join('  '), ...rows.map(line)].join('\n');
}

/** Order → documents → payment → written back, Magento's figures beside Xero's. */
export function resultTable(orders: readonly ComparedOrder[]): string {
  const rows = orders.flatMap((order) =>
    order.documents.map(({ expected, found, writtenBack, differences, type }, index) => [
      index === 0 ? order.label : '',
      expected.number,
      expected.total,
      expected.tax,
      found?.total ?? '—',
      found?.tax ?? '—',
      found === undefined ? '—' : moneyMoved(type, found),
      writtenBack ? 'yes' : 'no',
      differences.length === 0 ? 'agrees' : differences.join('; '),
    ]),
  );
  const head = ['Order', 'Document', 'Magento', 'GST', 'Xero', 'GST', 'Settled in Xero', 'Written back', 'Result'];
  return table(head, rows, new Set([2, 3, 4, 5]));
}

function moneyMoved(
  type: 'invoice' | 'credit note',
  found: { paid: string; allocated: string; status: string },
): string {
  if (found.paid !== '0.00') return `${type === 'invoice' ? 'paid' : 'refunded'} ${found.paid}`;
  if (found.allocated !== '0.00') return `allocated ${found.allocated}`;
  return found.status === 'AUTHORISED' ? 'open, matched when the money arrives' : found.status;
}
