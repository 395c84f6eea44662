import { Router } from 'express';
import { randomBytes, timingSafeEqual } from 'node:crypto';
import { renderPage } from './layout';
import { localOnly } from './loopback';

export interface ConnectPorts {
  /** Where Xero asks the person to consent. */
  consentUrl(state: string): string;
  /** Exchanges the code; names the organisations it gives access to. Throws a `SidecarError`. */
  finishConsent(code: string): Promise<readonly string[]>;
}

const validForMs = 10 * 60_000;

/** `/connect/xero` and its call-back. The state proves that the answer belongs to a consent begun here. */
export function connectRoutes(ports: ConnectPorts, now: () => number): Router {
  const router = Router();
  let begun: { readonly state: Buffer; readonly untilMs: number } | undefined;

  router.get('/connect/xero', localOnly, (_request, response) => {
    const state = randomBytes(24).toString('base64url');
    begun = { state: Buffer.from(state), untilMs: now() + validForMs };
    response.redirect(303, ports.consentUrl(state));
  });

  router.get('/connect/xero/callback', localOnly, async (request, response) => {
    const { code, state, error } = request.query;
    const given = Buffer.from(typeof state === 'string' ? state : '');
    const expected = begun !== undefined && begun.untilMs > now() ? begun.state : undefined;
    begun = undefined;
    const show = (status: number, title: string, message: string) =>
      response.status(status).send(renderPage({ title, path: '/connections', children: <p>{message}</p> }));
    if (expected === undefined || given.length !== expected.length || !timingSafeEqual(given, expected)) {
      show(
        400,
        'Not connected',
        'This answer does not belong to a connection begun here. Start again at /connect/xero.',
      );
      return;
    }
    if (typeof code !== 'string') {
      show(
        400,
        'Not connected',
        `Xero gave no permission (${typeof error === 'string' ? error : 'no reason'}). Start again at /connect/xero.`,
      );
      return;
    }
    const organisations = await ports.finishConsent(code);
    show(200, 'Connected to Xero', `The connection gives access to ${organisations.join(', ')}.`);
  });
  return router;
}
