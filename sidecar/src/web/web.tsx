import express, { type ErrorRequestHandler, type Express, type Router } from 'express';
import helmet from 'helmet';
import { join } from 'node:path';
import { describeError, SidecarError } from '../shared/errors';
import { renderPage } from './layout';
import { actionRoutes } from './actionRoutes';
import { localOnly } from './loopback';
import { logRoutes, type LogSource } from './logRoutes';
import type { LiveData, PageActions, PageData, RecordQuery } from './pageData';
import { ConnectionsPage, OverviewPage } from './pages/overview';
import { ProblemsPage } from './pages/problems';
import { RecordPage, RecordsPage, recordPath } from './pages/records';
import { recordStates } from './words';

export interface WebPorts {
  readonly data: PageData;
  readonly live: LiveData;
  readonly actions: PageActions;
  readonly log: LogSource;
  /** Prometheus text. */
  metrics(): Promise<string>;
  /** IANA name of the shop's time zone. */
  readonly zone: string;
  /** Routers that answer from anywhere and guard themselves: intake, OAuth call-backs, webhooks. */
  readonly open: readonly Router[];
  logError(message: string, fields: Record<string, unknown>): void;
}

const assets = join(__dirname, '..', '..', 'assets');
const text = (value: unknown): string | undefined => (typeof value === 'string' && value !== '' ? value : undefined);

function recordQuery(query: Record<string, unknown>): RecordQuery {
  const page = Number(text(query['page']) ?? '1');
  const state = text(query['state']);
  return {
    search: text(query['q']),
    type: text(query['type']),
    state: state !== undefined && state in recordStates ? (state as RecordQuery['state']) : undefined,
    page: Number.isInteger(page) && page > 0 ? page : 1,
  };
}

/** The HTTP face: intake and health for everybody, pages and their data for this machine. */
export function createWeb(ports: WebPorts): Express {
  const { data, live, actions, zone } = ports;
  const app = express();
  app.disable('x-powered-by');
  app.use(
    helmet({
      contentSecurityPolicy: {
        useDefaults: false,
        directives: {
          defaultSrc: ["'none'"],
          scriptSrc: ["'self'"],
          styleSrc: ["'self'"],
          connectSrc: ["'self'"],
          imgSrc: ["'self'"],
          formAction: ["'self'"],
          baseUri: ["'none'"],
          frameAncestors: ["'none'"],
        },
      },
      strictTransportSecurity: false,
    }),
  );
  app.get(
    '/livez',
    (_request, response) =>
      void response.status(live.alive() ? 200 : 503).send(live.alive() ? 'ok\n' : 'the delivery loop has stopped\n'),
  );
  app.get('/readyz', (_request, response) => {
    const ready = live.ready();
    response
      .status(ready ? 200 : 503)
      .json({ ready, parts: live.connections().map(({ name, state, message }) => ({ name, state, message })) });
  });
  for (const router of ports.open) app.use(router);

  const pages = express.Router();
  pages.use(localOnly);
  pages.use('/assets', express.static(assets, { maxAge: '1h', index: false }));
  pages.get('/metrics', async (_request, response) => void response.type('text/plain').send(await ports.metrics()));
  pages.use(logRoutes(ports.log, zone));

  pages.get('/', async (_request, response) => {
    const [counts, problems] = await Promise.all([data.counts(), data.problems()]);
    const page = (
      <OverviewPage
        counts={counts}
        problems={problems.slice(0, 10)}
        connections={live.connections()}
        allowances={live.allowances()}
        zone={zone}
      />
    );
    response.send(renderPage({ title: 'Overview', path: '/', children: page }));
  });
  pages.get('/records', async (request, response) => {
    const query = recordQuery(request.query);
    const found = await data.records(query);
    const only = found.rows[0];
    if (query.search !== undefined && found.total === 1 && only !== undefined) {
      response.redirect(303, recordPath(only));
      return;
    }
    response.send(
      renderPage({
        title: 'Records',
        path: '/records',
        search: query.search,
        children: <RecordsPage {...found} query={query} zone={zone} />,
      }),
    );
  });
  pages.get('/records/:key', async (request, response) => {
    const detail = await data.record(request.params.key);
    if (detail === undefined) {
      const message = <p>No record of this name is known. It appears as soon as Magento sends it.</p>;
      response.status(404).send(renderPage({ title: 'Not found', path: '/records', children: message }));
      return;
    }
    response.send(
      renderPage({ title: detail.row.label, path: '/records', children: <RecordPage detail={detail} zone={zone} /> }),
    );
  });
  pages.get('/problems', async (_request, response) => {
    const [problems, parked] = await Promise.all([data.problems(), data.parked(50)]);
    response.send(
      renderPage({
        title: 'Problems',
        path: '/problems',
        children: <ProblemsPage problems={problems} parked={parked} zone={zone} />,
      }),
    );
  });
  pages.get('/connections', (_request, response) => {
    response.send(
      renderPage({
        title: 'Connections',
        path: '/connections',
        children: <ConnectionsPage connections={live.connections()} allowances={live.allowances()} zone={zone} />,
      }),
    );
  });

  pages.use(actionRoutes(data, actions));

  pages.get(
    '/api/v1/overview',
    async (_request, response) =>
      void response.json({
        counts: await data.counts(),
        connections: live.connections(),
        allowances: live.allowances(),
      }),
  );
  pages.get(
    '/api/v1/records',
    async (request, response) => void response.json(await data.records(recordQuery(request.query))),
  );
  pages.get('/api/v1/records/:key', async (request, response) => {
    const detail = await data.record(request.params.key);
    response.status(detail === undefined ? 404 : 200).json(detail ?? { message: 'No record of this name is known.' });
  });
  pages.get(
    '/api/v1/problems',
    async (_request, response) =>
      void response.json({ problems: await data.problems(), parked: await data.parked(50) }),
  );
  app.use(pages);

  const onError: ErrorRequestHandler = (error: unknown, request, response, next) => {
    if (response.headersSent) return next(error);
    const known = error instanceof SidecarError ? error : undefined;
    ports.logError('a page failed', {
      path: request.path,
      code: known?.code ?? 'LL-9001',
      error: describeError(error),
    });
    const status = known === undefined ? 500 : 503;
    if (request.path.startsWith('/api/')) {
      response
        .status(status)
        .json({ code: known?.code ?? 'LL-9001', message: describeError(error), nextStep: known?.nextStep ?? null });
      return;
    }
    const message = (
      <p>
        {known?.message ?? 'Something unexpected happened; the log says what.'} {known?.nextStep ?? ''}
      </p>
    );
    response.status(status).send(renderPage({ title: 'This page failed', path: request.path, children: message }));
  };
  app.use(onError);
  return app;
}
