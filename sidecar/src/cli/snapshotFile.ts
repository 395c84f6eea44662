import { eventSchema, instanceOf, readEventType } from '../model/event';
import {
  customerKey,
  instanceId,
  orderKey,
  productKey,
  stockKey,
  type InstanceId,
  type RecordKey,
} from '../model/record';
import { guessRecordType, readSnapshot, type Snapshot } from '../model/snapshot';
import { SidecarError } from '../shared/errors';
import { parseInput, readJsonFile } from './inputFile';

export interface SnapshotFile {
  readonly snapshot: Snapshot;
  readonly recordKey: RecordKey;
  /** Undefined for bare data, which does not say which installation it is from. */
  readonly instanceId: InstanceId | undefined;
}

const shapes = `A snapshot is a whole CloudEvent, or its "data": { "order": …, "invoices": […], … }, { "customer": … }, { "product": … } or { "sku": …, "sources": […] }`;

const misshapen = (message: string, nextStep: string): SidecarError =>
  new SidecarError('LL-1006', message, { nextStep });

/** Reads a snapshot as an event carries it, with or without its envelope. */
export function readSnapshotFile(path: string): SnapshotFile {
  const content = readJsonFile(path, 'snapshot');
  if (Array.isArray(content))
    throw misshapen(
      `${path} holds a list of ${content.length}`,
      'Give one snapshot at a time: plan each element of the list by itself.',
    );
  const isEvent = typeof content === 'object' && content !== null && 'specversion' in content;
  return isEvent ? fromEvent(path, content) : fromData(path, content);
}

function fromEvent(path: string, content: unknown): SnapshotFile {
  const event = parseInput(`${path}: the CloudEvent`, () => eventSchema.parse(content));
  const type = readEventType(event.type);
  if (!type.known)
    throw misshapen(
      `${path}: the event type ${event.type} is ${type.reason === 'version' ? 'of an unknown version' : 'not one of Ledgerlink’s'}`,
      'Types look like com.ledgerlink.magento.order.changed.v1.',
    );
  if (type.recordType === 'config')
    throw misshapen(
      `${path}: a configuration event has nothing to plan`,
      'Give an event of an order, customer, product or stock.',
    );
  if (event.data === undefined || event.data === null)
    throw misshapen(
      `${path}: the event has no data (over 900 kB it is left out)`,
      `Read the record by GET /V1/ledgerlink/snapshots/${type.recordType}/… and plan that.`,
    );
  const { recordType } = type;
  const { data } = event;
  const snapshot = parseInput(`${path}: data`, () => readSnapshot(recordType, data));
  return { snapshot, recordKey: event.subject, instanceId: instanceId(instanceOf(event)) };
}

function fromData(path: string, content: unknown): SnapshotFile {
  const recordType = guessRecordType(content);
  if (recordType === undefined) throw misshapen(`${path} is no snapshot: ${whatItLooksLike(content)}`, `${shapes}.`);
  const snapshot = parseInput(path, () => readSnapshot(recordType, content));
  return { snapshot, recordKey: keyOf(snapshot), instanceId: undefined };
}

function keyOf(snapshot: Snapshot): RecordKey {
  switch (snapshot.recordType) {
    case 'order':
      return orderKey(snapshot.data.order.entity_id);
    case 'customer':
      return customerKey(snapshot.data.customer.id);
    case 'product':
      return productKey(snapshot.data.product.id);
    case 'stock':
      return stockKey(snapshot.data.sku);
  }
}

function whatItLooksLike(content: unknown): string {
  if (typeof content !== 'object' || content === null)
    return `it holds ${content === null ? 'null' : `a ${typeof content}`}`;
  if ('increment_id' in content && 'items' in content)
    return 'it looks like the answer of GET /V1/orders/:id; put it under "order", with "invoices", "creditmemos" and "shipments" beside it';
  const names = Object.keys(content).slice(0, 8).join(', ');
  return names === '' ? 'it is an empty object' : `it has ${names}`;
}
