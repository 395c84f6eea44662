import { raw, Router, type ErrorRequestHandler, type NextFunction, type Request, type Response } from 'express';
import type { IncomingMessage, Receive } from '../model/incoming';
import type { Clock } from '../shared/clock';
import { SidecarError } from '../shared/errors';
import { signatureFault, signatureHeader, timestampHeader } from './signature';

export interface HttpIntakePorts {
  readonly receive: Receive;
  readonly clock: Clock;
  /** LEDGERLINK_INGEST_SECRET; undefined: nothing is taken. */
  readonly secret: string | undefined;
  /** False while the disk is short: what cannot be kept must not be acknowledged. */
  readonly hasRoom: () => boolean;
  /** Told of every request that was not taken, for the log. */
  readonly onRefused?: (refused: SidecarError, status: number) => void;
}

const path = '/ingest/events';
const batchType = 'application/cloudevents-batch+json';
const singleType = 'application/cloudevents+json';
const limitBytes = 5 * 1024 * 1024;
/** Batches being stored at once: more would wait for the database anyway, and each may hold 5 MB of memory. */
const atOnce = 8;

/**
 * `POST /ingest/events`: a signed CloudEvents batch. 202 `{"accepted","duplicates","parked"}` only after the commit; otherwise
 * `{"code","message","nextStep"}` with 400, 401, 413, 415 or 503 and Retry-After. Mount it before anything that reads bodies: the signature
 * is over the raw bytes.
 */
export function httpIntake(ports: HttpIntakePorts): Router {
  const router = Router();
  let storing = 0;

  const mayCome = (request: Request, _response: Response, next: NextFunction): void => {
    if (contentType(request) === undefined)
      throw new Refusal(415, new SidecarError('LL-2008', `Content-Type must be ${batchType}`));
    if (ports.secret === undefined)
      throw new Refusal(503, new SidecarError('LL-2005', 'The sidecar has no ingest secret'));
    if (!ports.hasRoom())
      throw new Refusal(503, new SidecarError('LL-6003', 'There is too little room on the disk'), 60);
    next();
  };

  const take = async (request: Request, response: Response): Promise<void> => {
    const body = Buffer.isBuffer(request.body) ? request.body : Buffer.alloc(0);
    const headers = { timestamp: request.get(timestampHeader), signature: request.get(signatureHeader) };
    const fault = signatureFault(ports.secret ?? '', headers, body, ports.clock.now());
    if (fault !== undefined) throw new Refusal(401, new SidecarError('LL-2002', fault));
    const messages = readBatch(body, contentType(request) === singleType);
    if (storing >= atOnce)
      throw new Refusal(503, new SidecarError('LL-2009', `${atOnce} batches are being stored already`), 1);
    storing += 1;
    try {
      response.status(202).json(await ports.receive(messages));
    } catch (error) {
      const cause =
        error instanceof SidecarError
          ? error
          : new SidecarError('LL-6001', 'The events could not be stored', { cause: error });
      throw new Refusal(503, cause, Math.ceil((cause.retryAfterMs ?? 10_000) / 1000));
    } finally {
      storing -= 1;
    }
  };

  const refuse: ErrorRequestHandler = (error: unknown, _request, response, next) => {
    if (response.headersSent) return next(error);
    const { status, cause, retryAfterSeconds } = refusalOf(error);
    ports.onRefused?.(cause, status);
    if (status === 503) response.set('Retry-After', String(retryAfterSeconds));
    response.status(status).json({ code: cause.code, message: cause.message, nextStep: cause.nextStep });
  };

  router.post(path, mayCome, raw({ type: () => true, limit: limitBytes, inflate: false }), take);
  router.use(path, refuse);
  return router;
}

class Refusal extends Error {
  readonly status: number;
  override readonly cause: SidecarError;
  readonly retryAfterSeconds: number;

  constructor(status: number, cause: SidecarError, retryAfterSeconds = 30) {
    super(cause.message);
    this.status = status;
    this.cause = cause;
    this.retryAfterSeconds = retryAfterSeconds;
  }
}

/** Express' body reader has its own words for what it refuses. */
function refusalOf(error: unknown): Refusal {
  if (error instanceof Refusal) return error;
  const type = typeof error === 'object' && error !== null && 'type' in error ? error.type : undefined;
  switch (type) {
    case 'entity.too.large':
      return new Refusal(413, new SidecarError('LL-2007', 'The batch is larger than 5 MB'));
    case 'encoding.unsupported':
      return new Refusal(415, new SidecarError('LL-2008', 'The body must not be compressed'));
    case 'request.aborted':
    case 'request.size.invalid':
      return new Refusal(400, new SidecarError('LL-2006', 'The body ended early'));
    default:
      return new Refusal(503, new SidecarError('LL-9001', 'The batch could not be taken', { cause: error }));
  }
}

function contentType(request: Request): typeof batchType | typeof singleType | undefined {
  const type = (request.get('content-type') ?? '').split(';')[0]?.trim().toLowerCase();
  return type === batchType || type === singleType ? type : undefined;
}

/** Each element goes on by itself: a bad one is parked by `receive`, its mates are taken. */
function readBatch(body: Buffer, single: boolean): IncomingMessage[] {
  let batch: unknown;
  try {
    batch = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(body));
  } catch (error) {
    throw new Refusal(400, new SidecarError('LL-2006', 'The body is no JSON', { cause: error }));
  }
  const elements: unknown[] | undefined = Array.isArray(batch) ? batch : single ? [batch] : undefined;
  if (elements === undefined) throw new Refusal(400, new SidecarError('LL-2006', 'The body is no JSON array'));
  return elements.map((element) => ({ raw: JSON.stringify(element), source: 'http' as const }));
}
