import type { NextFunction, Request, Response } from 'express';

const loopback = /^(127\.\d+\.\d+\.\d+|::1|::ffff:127\.\d+\.\d+\.\d+)$/;
const localHost = /^(localhost|127\.\d+\.\d+\.\d+|\[::1\])(:\d+)?$/i;

/**
 * Until sign-in exists the pages answer this machine only. A proxied request comes from elsewhere, whatever its socket says;
 * a foreign Host is another site's page that had its name point here (DNS rebinding).
 */
export function isLocal(request: Request): boolean {
  const forwarded = request.headers['x-forwarded-for'] !== undefined || request.headers.forwarded !== undefined;
  return !forwarded && loopback.test(request.socket.remoteAddress ?? '') && localHost.test(request.headers.host ?? '');
}

export function localOnly(request: Request, response: Response, next: NextFunction): void {
  if (isLocal(request)) return next();
  response
    .status(403)
    .type('text/plain')
    .send(
      'These pages answer only on the machine where the sidecar runs. Open a tunnel, e.g. ssh -L 8080:localhost:8080 <machine>, and use http://localhost:8080.\n',
    );
}

/** A form of another site must not act here: browsers name the origin of every POST. */
export function sameOriginOnly(request: Request, response: Response, next: NextFunction): void {
  const origin = request.headers.origin;
  const site = request.headers['sec-fetch-site'];
  const foreign =
    (origin !== undefined && origin !== 'null' && new URL(origin).host !== request.headers.host) ||
    origin === 'null' ||
    site === 'cross-site';
  if (!foreign) return next();
  response.status(403).type('text/plain').send('This action must come from the sidecar’s own page.\n');
}
