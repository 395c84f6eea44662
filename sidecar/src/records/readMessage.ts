import { createHash } from 'node:crypto';
import { z } from 'zod';
import { eventSchema, instanceOf, readEventType } from '../model/event';
import type { IncomingMessage } from '../model/incoming';
import { catalogue } from '../shared/catalogue';

/** A row of the inbox to be. `body` is the structured CloudEvent as JSON text, or whatever came where that cannot be had. */
export interface InboxEntry {
  readonly instanceId: string;
  readonly eventId: string;
  readonly type: string;
  readonly recordKey: string | null;
  readonly version: string | null;
  readonly reasons: string;
  readonly occurredAt: string | null;
  readonly receivedAtMs: number;
  readonly source: IncomingMessage['source'];
  readonly topic: string | null;
  readonly partition: number | null;
  readonly offset: string | null;
  readonly state: 'new' | 'ignored' | 'parked';
  readonly note: string | null;
  readonly body: string;
  readonly bodyEncoding: 'utf8' | 'base64';
}

/** Just enough of an envelope to tell what a message is, whatever its version. */
const envelopeSchema = z.looseObject({
  id: z.string().min(1).max(100),
  source: z.string().min(1).max(200),
  type: z.string().min(1).max(120),
});

/** PostgreSQL's text holds no NUL, and no other control character belongs into a name; escapes inside `data` are no matter. */
const printable = (text: string): boolean => !/[\u0000-\u001f\u007f]/.test(text);

/**
 * Tells what a message is. Never throws: what cannot be understood is kept aside (`parked`) with its raw bytes and the reason, under an id
 * made from the bytes, so that a later good message with the same event id still counts.
 */
export function readMessage(message: IncomingMessage, nowMs: number): InboxEntry {
  const bytes = message.raw === null ? Buffer.alloc(0) : Buffer.from(message.raw);
  const text = asText(bytes);
  const came = {
    receivedAtMs: nowMs,
    source: message.source,
    topic: message.topic ?? null,
    partition: message.partition ?? null,
    offset: message.offset ?? null,
  };
  const park = (why: string): InboxEntry => ({
    ...came,
    instanceId: '',
    eventId: `raw:${createHash('sha256').update(bytes).digest('hex')}`,
    type: '',
    recordKey: null,
    version: null,
    reasons: '',
    occurredAt: null,
    state: 'parked',
    note: `LL-2001 ${why}`,
    body: text ?? bytes.toString('base64'),
    bodyEncoding: text === undefined ? 'base64' : 'utf8',
  });

  if (bytes.length === 0) return park('the message is empty');
  if (text === undefined) return park('the message is not UTF-8 text');
  const structured = structuredText(text, message.headers ?? {});
  let json: unknown;
  try {
    json = JSON.parse(structured);
  } catch (error) {
    return park(`the message is no JSON: ${error instanceof Error ? error.message : String(error)}`);
  }
  const envelope = envelopeSchema.safeParse(json);
  if (!envelope.success) return park(`the message is no CloudEvent: ${faults(envelope.error)}`);
  const { id, source, type } = envelope.data;
  if (![id, source, type].every(printable)) return park('id, source or type holds a control character');

  const kind = readEventType(type);
  const aside = { ...came, eventId: id, type, recordKey: null, version: null, reasons: '', occurredAt: null };
  const instanceId = source.replace(/^urn:ledgerlink:/, '');
  if (!kind.known) {
    const body = { body: structured, bodyEncoding: 'utf8' as const };
    return kind.reason === 'version'
      ? { ...aside, ...body, instanceId, state: 'parked', note: `LL-2004 ${catalogue['LL-2004'].title}: ${type}` }
      : { ...aside, ...body, instanceId, state: 'ignored', note: `unknown type ${type}` };
  }
  const event = eventSchema.safeParse(json);
  if (!event.success) return park(`the event is not valid: ${faults(event.error)}`);
  const { subject, version, reasons, time } = event.data;
  if (![subject, time, ...reasons].every(printable)) return park('subject, time or reasons hold a control character');
  const prefix = `${kind.recordType}:`;
  if (!subject.startsWith(prefix)) return park(`the subject ${subject} does not fit the type ${type}`);
  return {
    ...came,
    instanceId: instanceOf(event.data),
    eventId: id,
    type,
    recordKey: subject,
    version: BigInt(version).toString(),
    reasons: reasons.join(','),
    occurredAt: time,
    state: 'new',
    note: null,
    body: structured,
    bodyEncoding: 'utf8',
  };
}

/** The bytes as text where every database can hold it: valid UTF-8 without NUL. */
function asText(bytes: Buffer): string | undefined {
  try {
    const text = new TextDecoder('utf-8', { fatal: true }).decode(bytes);
    return text.includes('\u0000') ? undefined : text;
  } catch {
    return undefined;
  }
}

/**
 * CloudEvents' binary mode over Kafka: attributes in `ce_*` headers, the value is `data`. Made structured by putting the value, untouched, into
 * an envelope, so that what follows knows one form. A structured message goes through as it is.
 */
function structuredText(text: string, headers: Readonly<Record<string, string>>): string {
  const structured = headers['content-type']?.startsWith('application/cloudevents') === true;
  if (structured || headers['ce_specversion'] === undefined) return text;
  const attributes = Object.entries(headers)
    .filter(([name]) => name.startsWith('ce_'))
    .map(([name, value]) => `${JSON.stringify(name.slice('ce_'.length))}:${JSON.stringify(value)}`);
  return `{${attributes.join(',')},"data":${text}}`;
}

const faults = (error: z.ZodError): string =>
  error.issues
    .map((issue) => `${issue.path.join('.') || 'message'}: ${issue.message}`)
    .join('; ')
    .slice(0, 500);
