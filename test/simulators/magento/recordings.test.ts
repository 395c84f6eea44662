import Big from 'big.js';
import { deriveOrders } from './derive';
import { recordings, type OrderData } from './recordings';

const amount = (value: unknown) =>
  new Big(typeof value === 'number' || typeof value === 'string' ? String(value) : '0');
const rows = (value: unknown) => (Array.isArray(value) ? (value as Record<string, unknown>[]) : []);
const lastStage = (data: readonly { data: OrderData }[]): OrderData => {
  const stage = data.at(-1);
  if (stage === undefined) throw new Error('no stage');
  return stage.data;
};

describe('Recorded orders', () => {
  test('once REST’s change is undone, an order item’s row total is what the only invoice says', () => {
    let compared = 0;
    for (const { stages } of recordings('stored')) {
      const { order, invoices } = lastStage(stages);
      if (invoices.length !== 1) continue;
      for (const line of rows(invoices[0]?.['items'])) {
        const item = rows(order.items).find((candidate) => candidate['item_id'] === line['order_item_id']);
        // A dynamic bundle's parent and a configurable's child have no row in the invoice.
        if (item === undefined || line['row_total'] === undefined) continue;
        expect(amount(item['row_total']).toFixed()).toBe(amount(line['row_total']).toFixed());
        compared += 1;
      }
    }
    expect(compared).toBeGreaterThan(40);
  });

  test('played as recorded, no amount is touched', () => {
    const [first] = recordings('rest');
    expect(first?.stages[0]?.data).toMatchObject({
      amounts: 'rest',
      order: { items: [{ row_total: 71.2 }, {}, {}, {}] },
    });
  });

  test('a hundred derived orders share no id, number or e-mail, and keep every amount', () => {
    const source = recordings();
    const orders = deriveOrders(source, 100);
    const seen = { key: new Set(), number: new Set(), email: new Set(), document: new Set() };
    let documents = 0;
    for (const [index, derived] of orders.entries()) {
      const recorded = lastStage(source[index % source.length]?.stages ?? []);
      const { order, invoices, creditmemos } = lastStage(derived.stages);
      expect(derived.key).toBe(`order:${order.entity_id}`);
      seen.key.add(derived.key);
      seen.number.add(order.increment_id);
      seen.email.add(order.customer_email);
      expect(JSON.stringify(order)).not.toContain(`"${recorded.order.customer_email}"`);
      expect(order['grand_total']).toBe(recorded.order['grand_total']);
      for (const [position, document] of [...invoices, ...creditmemos].entries()) {
        documents += 1;
        seen.document.add(`${invoices.includes(document) ? 'invoice' : 'creditmemo'} ${document.increment_id}`);
        expect(document['order_id']).toBe(order.entity_id);
        expect(document['grand_total']).toBe(
          [...recorded.invoices, ...recorded.creditmemos][position]?.['grand_total'],
        );
        const itemIds = rows(order.items).map((item) => item['item_id']);
        for (const line of rows(document['items'])) expect(itemIds).toContain(line['order_item_id']);
      }
    }
    expect([seen.key.size, seen.number.size, seen.email.size]).toEqual([100, 100, 100]);
    expect(seen.document.size).toBe(documents);
  });

  test('a registered buyer’s record has the id that the order names', () => {
    const order = deriveOrders(recordings(), 16).find((derived) => derived.customer !== undefined);
    const data = lastStage(order?.stages ?? []);
    expect(order?.customer?.key).toBe(`customer:${data.order.customer_id ?? 0}`);
    expect(order?.customer?.data).toMatchObject({
      customer: { id: data.order.customer_id, email: data.order.customer_email },
    });
  });
});
