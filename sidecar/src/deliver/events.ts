import type { Lane, OperationKind } from '../model/operation';

/** One line per call for the log, metrics and health. */
export type RoadEvent =
  | {
      readonly event: 'attempt';
      readonly attemptId: string;
      readonly kind: OperationKind;
      readonly lane: Lane;
      readonly operations: number;
      readonly httpStatus: number | null;
      readonly outcome: 'ok' | 'partial' | 'error' | 'unknown';
      readonly durationMs: number | null;
      readonly correlationId: string | null;
      readonly errorCode: string | null;
      readonly message: string | null;
    }
  | {
      readonly event: 'read';
      readonly lane: Lane;
      readonly path: string;
      readonly httpStatus: number;
      readonly durationMs: number;
    }
  | {
      readonly event: 'state';
      readonly state: 'working' | 'waiting' | 'trouble' | 'elsewhere';
      readonly message: string;
    };
