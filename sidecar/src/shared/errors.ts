import { catalogue, type ErrorCode, type ErrorKind } from './catalogue';

export type { ErrorCode, ErrorKind };

export interface ErrorDetails {
  /** Facts for the log and the page; never a secret. */
  readonly context?: Readonly<Record<string, unknown>>;
  readonly cause?: unknown;
  /** Replaces the catalogue's sentence when the case allows a better one. */
  readonly nextStep?: string;
  readonly kind?: ErrorKind;
  /** Milliseconds after which another try makes sense, where the other side said so. */
  readonly retryAfterMs?: number;
}

/** The one error class: a stable code (docs/errors.md), a kind, and a next step in a bookkeeper's words. */
export class SidecarError extends Error {
  readonly code: ErrorCode;
  readonly kind: ErrorKind;
  readonly nextStep: string;
  readonly context: Readonly<Record<string, unknown>>;
  readonly retryAfterMs: number | undefined;

  constructor(code: ErrorCode, message: string, details: ErrorDetails = {}) {
    super(message, details.cause === undefined ? undefined : { cause: details.cause });
    this.name = 'SidecarError';
    this.code = code;
    this.kind = details.kind ?? catalogue[code].kind;
    this.nextStep = details.nextStep ?? catalogue[code].nextStep;
    this.context = details.context ?? {};
    this.retryAfterMs = details.retryAfterMs;
  }
}

export const describeError = (error: unknown): string => (error instanceof Error ? error.message : String(error));
