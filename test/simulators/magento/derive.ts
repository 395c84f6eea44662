import type { OrderData, Recording, Stage } from './recordings';
import type { Json } from './shop';

/** Ids that must differ between two orders of one shop; numbers only, so that a gateway's own transaction id stays. */
const idFields = new Set([
  'entity_id',
  'item_id',
  'parent_item_id',
  'associated_item_id',
  'order_id',
  'order_item_id',
  'parent_id',
  'invoice_id',
  'payment_id',
  'transaction_id',
  'customer_id',
  'billing_address_id',
  'shipping_address_id',
  'quote_id',
  'quote_item_id',
]);

const firstNames = ['Jane', 'Noah', 'Aroha', 'Liam', 'Mei', 'Oscar', 'Priya', 'Tom', 'Zara', 'Luca', 'Isla', 'Ravi'];
const lastNames = [
  'Citizen',
  'Nguyen',
  "O'Brien",
  'Walker',
  'Singh',
  'Brown',
  'Taylor',
  'Rossi',
  'Kelly',
  'Wang',
  'Martin',
];

/** Changes every field of a JSON tree; `change` gets the field's name and value. */
function mapFields(value: unknown, change: (name: string, value: unknown) => unknown, name = ''): unknown {
  if (Array.isArray(value)) return value.map((element) => mapFields(element, change, name));
  if (typeof value !== 'object' || value === null) return change(name, value);
  return Object.fromEntries(Object.entries(value).map(([field, inner]) => [field, mapFields(inner, change, field)]));
}

export interface DerivedOrder {
  readonly recording: string;
  /** Record key of the order. */
  readonly key: string;
  readonly stages: readonly Stage[];
  /** The registered buyer's record; undefined for a guest. */
  readonly customer: { readonly key: string; readonly data: Json } | undefined;
}

/** The gateway of the recorded case: an order paid by it is captured when it is invoiced. */
export const gateway = 'probepay';

function paidByGateway(data: OrderData, number: number): OrderData {
  const capture = (id: number) => `cap-${number}-${id}`;
  return {
    ...data,
    order: { ...data.order, payment: { ...data.order.payment, method: gateway } },
    invoices: data.invoices.map((invoice) => ({ ...invoice, transaction_id: capture(invoice.entity_id) })),
    transactions: data.invoices.map((invoice) => ({
      transaction_id: invoice.entity_id,
      order_id: data.order.entity_id,
      txn_id: capture(invoice.entity_id),
      parent_txn_id: null,
      txn_type: 'capture',
      is_closed: 1,
      created_at: invoice['created_at'],
    })),
  };
}

/**
 * The `number`-th order of the shop made from a recording: other ids, numbers, buyer and e-mail; the amounts as recorded.
 * `viaGateway`: paid through the gateway instead of by cheque.
 */
export function deriveOrder(
  recording: Recording,
  number: number,
  { viaGateway }: { viaGateway: boolean },
): DerivedOrder {
  const offset = number * 10_000;
  const [first] = recording.stages;
  if (first === undefined) throw new Error(`${recording.name} has no stages`);
  const recorded = first.data.order;
  const email = recorded.customer_email.replace('@', `.${number}@`);
  const firstName = firstNames[number % firstNames.length] ?? '';
  const lastName = lastNames[Math.floor(number / firstNames.length + number) % lastNames.length] ?? '';
  const isGuest = recorded.customer_id === undefined;
  const incrementId = (recordedId: string) => {
    const digits = /\d+$/.exec(recordedId)?.[0] ?? '';
    return recordedId.slice(0, -digits.length) + String(Number(digits) + number * 1000).padStart(digits.length, '0');
  };

  const change = (name: string, value: unknown): unknown => {
    if (typeof value === 'number' && idFields.has(name)) return value + offset;
    if (typeof value !== 'string') return value;
    if (name === 'increment_id') return incrementId(value);
    if (value.toLowerCase() === recorded.customer_email.toLowerCase()) return email;
    if (!isGuest) return value;
    if (name === 'firstname' || name === 'customer_firstname') return firstName;
    if (name === 'lastname' || name === 'customer_lastname') return lastName;
    // A guest's address of the recordings names one company for all.
    return name === 'company' ? undefined : value;
  };

  const stages = recording.stages.map((stage) => {
    const data = mapFields(stage.data, change) as OrderData;
    const paid = viaGateway && data.order.payment.method !== gateway;
    return { reasons: stage.reasons, data: paid ? paidByGateway(data, number) : data };
  });
  const customerId = recorded.customer_id;
  return {
    recording: recording.name,
    key: `order:${recorded.entity_id + offset}`,
    stages,
    customer:
      recording.customer === undefined || customerId === undefined
        ? undefined
        : {
            key: `customer:${customerId + offset}`,
            data: mapFields(recording.customer, (name, value) =>
              name === 'id' && value === customerId ? customerId + offset : change(name, value),
            ) as Json,
          },
  };
}

/** `count` distinct orders, going round the recordings; two of three are paid through the gateway, the rest as recorded. */
export function deriveOrders(recordings: readonly Recording[], count: number, from = 1): DerivedOrder[] {
  return Array.from({ length: count }, (_, index) => {
    const recording = recordings[index % recordings.length];
    if (recording === undefined) throw new Error('there are no recordings');
    const round = Math.floor(index / recordings.length);
    const turn = (index + round) % 3 !== 1;
    const viaGateway = recording.viaGateway === 'either' ? turn : recording.viaGateway === 'always';
    return deriveOrder(recording, from + index, { viaGateway });
  });
}
