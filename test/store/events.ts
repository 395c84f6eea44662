export const testInstance = '11111111-2222-3333-4444-555555555555';

/** A small order as a snapshot; only what the pipeline itself reads. */
export const orderData = (order: Readonly<Record<string, unknown>> = {}): Record<string, unknown> => ({
  order: {
    entity_id: 1,
    increment_id: '000000001',
    created_at: '2026-11-24 01:00:00',
    customer_email: 'Ann@example.com',
    items: [{ item_id: 1, sku: 'A-1' }],
    ...order,
  },
  invoices: [],
  creditmemos: [],
  amounts: 'stored',
  store: { store_id: 1, website_id: 1, code: 'default', timezone: 'Australia/Sydney', base_currency: 'AUD' },
});

/** A structured CloudEvent as the module sends it. */
export const changedEvent = (event: {
  readonly id: string;
  readonly subject: string;
  readonly version: string;
  readonly data?: unknown;
}): string =>
  JSON.stringify({
    specversion: '1.0',
    id: event.id,
    source: `urn:ledgerlink:${testInstance}`,
    type: `com.ledgerlink.magento.${event.subject.split(':')[0] ?? ''}.changed.v1`,
    subject: event.subject,
    time: '2026-11-24T01:00:00Z',
    version: event.version,
    reasons: 'order.placed',
    data: event.data ?? orderData(),
  });
