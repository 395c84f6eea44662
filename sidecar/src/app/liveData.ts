import type { AllowanceView } from '../deliver/allowance';
import { isoTime } from '../shared/clock';
import type { Health } from '../telemetry/health';

/** Health and allowances in the form the pages show. */
export const connectionsOf = (
  health: Health,
  facts: Readonly<Record<string, readonly { name: string; value: string }[]>>,
) => [...health.all()].map(([name, part]) => ({ name, ...part, facts: facts[name] ?? [] }));

export const allowanceOf = (tenantId: string, view: AllowanceView, nowMs: number) => ({
  tenantId,
  callsLeftToday: view.callsLeft,
  dayLimit: view.perDay,
  projectedEndOfDay: view.projectedEndOfDay,
  pausedUntil: view.pausedForMs > 0 ? isoTime(nowMs + view.pausedForMs) : null,
  spentByLane: view.spentByLane,
});
