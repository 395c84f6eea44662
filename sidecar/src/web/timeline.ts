import type { Tone } from './layout';
import type { RecordDetail } from './pageData';
import { operationKind, operationState, partName } from './words';

export interface TimelineEntry {
  readonly at: string;
  readonly tone: Tone;
  readonly title: string;
  readonly text: string;
  /** What stands behind the entry, shown on demand. */
  readonly details: readonly { readonly name: string; readonly value: unknown }[];
}

/** One story of a record, oldest first: what came from Magento, what was planned, what was sent, what Xero said, what was written back. */
export function timelineOf(detail: RecordDetail): TimelineEntry[] {
  const entries: TimelineEntry[] = [
    ...detail.events.map((event) => ({
      at: event.receivedAt,
      tone: event.state === 'parked' ? ('bad' as const) : ('info' as const),
      title: 'Magento sent a change',
      text: [event.reasons, event.note].filter((part) => part !== null && part !== '').join(' · '),
      details: [{ name: 'event', value: { id: event.id, type: event.type, occurred: event.occurredAt } }],
    })),
    ...detail.operations.map((operation) => {
      const state = operationState(operation.state);
      return {
        at: operation.createdAt,
        tone: state.tone,
        title: `${operationKind(operation.kind)} (${partName(operation.part)}): ${state.text}`,
        text: [
          operation.reason,
          operation.waitsFor.length > 0 ? `Waits for ${operation.waitsFor.join(', ')}.` : '',
          operation.errorMessage ?? '',
          operation.nextStep ?? '',
        ]
          .filter((part) => part !== '')
          .join(' '),
        details: [{ name: 'document', value: operation.document }],
      };
    }),
    ...detail.attempts.map((attempt) => ({
      at: attempt.sentAt,
      tone:
        attempt.outcome === 'ok' ? ('ok' as const) : attempt.outcome === null ? ('info' as const) : ('warn' as const),
      title: `${attempt.method} ${attempt.path}${attempt.httpStatus === null ? '' : ` → ${attempt.httpStatus}`}`,
      text: [
        attempt.durationMs === null ? '' : `${attempt.durationMs} ms.`,
        attempt.batchSize > 1 ? `One of ${attempt.batchSize} in this call.` : '',
        attempt.correlationId === null ? '' : `Xero’s correlation id ${attempt.correlationId}.`,
        attempt.errorMessage ?? '',
      ]
        .filter((part) => part !== '')
        .join(' '),
      details: [
        ...(attempt.request === null ? [] : [{ name: 'request', value: attempt.request }]),
        ...(attempt.response === null ? [] : [{ name: 'answer', value: attempt.response }]),
      ],
    })),
    ...detail.holds.map((hold) => ({
      at: hold.since,
      tone: 'bad' as const,
      title: `Needs a person: ${hold.message}`,
      text: hold.nextStep,
      details: hold.details === null || hold.details === undefined ? [] : [{ name: 'details', value: hold.details }],
    })),
    ...detail.audit.map((entry) => ({
      at: entry.at,
      tone: 'info' as const,
      title: `${entry.actor}: ${entry.action}`,
      text: '',
      details: [],
    })),
  ];
  return entries.sort((a, b) => a.at.localeCompare(b.at));
}
