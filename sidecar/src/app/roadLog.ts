import type { RoadEvent } from '../deliver/events';
import type { Health, PartName } from '../telemetry/health';
import type { Log } from '../telemetry/log';
import type { Metrics } from '../telemetry/metrics';

const words = { ok: 'delivered', partial: 'delivered in part', error: 'refused', unknown: 'outcome unknown' } as const;

/** One structured line per call, the metrics of it, and what it says about the other side's health. */
export function roadReporter(part: PartName & ('xero' | 'magento'), log: Log, health: Health, metrics: () => Metrics) {
  return (scope: string, event: RoadEvent): void => {
    switch (event.event) {
      case 'attempt': {
        const { event: _event, message, ...fields } = event;
        log[event.outcome === 'ok' ? 'info' : 'warn'](`${part}: ${words[event.outcome]}`, {
          ...fields,
          scope,
          ...(message === null ? {} : { reason: message }),
        });
        metrics().operationFinished(event.kind, event.outcome);
        if (part === 'xero')
          metrics().xeroCall(event.kind, event.httpStatus ?? 0, (event.durationMs ?? 0) / 1000, event.operations);
        break;
      }
      case 'read':
        log.debug(`${part}: read`, { ...event, scope });
        if (part === 'xero') metrics().xeroCall(event.path, event.httpStatus, event.durationMs / 1000, 1);
        break;
      case 'state':
        health.report(part, event.state === 'trouble' ? 'degraded' : 'ok', event.message);
        log[event.state === 'trouble' ? 'warn' : 'info'](`${part}: ${event.message}`, { scope });
        break;
    }
  };
}
