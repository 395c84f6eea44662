import type { Router } from 'express';
import { createServer, type Server } from 'node:http';
import { hostname } from 'node:os';
import { diskRoom } from './app/diskRoom';
import { allowanceOf, connectionsOf } from './app/liveData';
import { magentoClient, magentoRoad, readSnapshot } from './app/magentoSide';
import { roadReporter } from './app/roadLog';
import { SettingsSource } from './app/settingsSource';
import { startXeroSide, xeroConnection, type XeroSide } from './app/xeroSide';
import type { Environment } from './config/environment';
import type { Road } from './deliver/road';
import { httpIntake } from './intake/http';
import { startKafkaIntake } from './intake/kafka';
import { kafkajsConsumer } from './intake/kafkajsConsumer';
import type { TenantId } from './model/record';
import { plan } from './plan/plan';
import { receiver } from './records/receive';
import { startPlanning } from './records/planning';
import { isoTime, systemClock, type Clock } from './shared/clock';
import { describeError, SidecarError } from './shared/errors';
import { newId } from './shared/ids';
import { openStore } from './store/open';
import * as pages from './store/pages';
import { retry, select, skip, type Selection } from './store/personActions';
import { markConflicted, markUnsettled } from './store/records';
import { recordsStore } from './store/recordsStore';
import { activateSettings } from './store/settings';
import { openCauses } from './store/holds';
import { countOperations } from './store/operations';
import { prune } from './store/retention';
import { setWatermark, watermark } from './store/watermarks';
import { writeBackHolds } from './store/writeBack';
import { Health } from './telemetry/health';
import { LogTail, openLog } from './telemetry/log';
import { openMetrics } from './telemetry/metrics';
import { connectRoutes } from './web/connectRoutes';
import { createWeb } from './web/web';

export interface App {
  readonly port: number;
  /** Finishes what is under way, gives leases back, closes the database. */
  drain(): Promise<void>;
}

const reconnectMs = 15_000;
const settingsCheckMs = 5_000;
const pruneEveryMs = 86_400_000;

/** The composition root: the only place that knows every adapter. Throws a `SidecarError` when the sidecar can't start. */
export async function startApp(environment: Environment, clock: Clock = systemClock): Promise<App> {
  const tail = new LogTail();
  const log = openLog(environment.LOG_LEVEL, tail);
  const health = new Health(() => clock.now());
  const holder = `${hostname()}:${process.pid}:${newId().slice(0, 8)}`;
  const store = await openStore(environment.DATABASE_URL);
  health.report('database', 'ok', `Works (${store.dialect}).`);

  let side: XeroSide | undefined;
  const connected = whenConnected();
  const wakePlanning: { now: () => void } = { now: () => undefined };
  const magentoRoads = new Map<string, Road>();
  const stopping = new AbortController();
  const hasRoom = diskRoom(environment.DATABASE_URL);

  const metrics = openMetrics({
    async inboxAgeSeconds() {
      const row = await store.db
        .selectFrom('inbox')
        .select((count) => count.fn.min('received_at_ms').as('oldest'))
        .where('state', '=', 'new')
        .executeTakeFirst();
      return row?.oldest == null ? 0 : (clock.now() - row.oldest) / 1000;
    },
    operationsByState: () => countOperations(store.db),
    openHolds: async () => (await openCauses(store.db)).reduce((sum, cause) => sum + cause.count, 0),
    allowances: () => allowances().map(({ tenantId, callsLeftToday }) => ({ tenantId, callsLeftToday })),
    kafkaLag: () => (lag.size === 0 ? null : [...lag.values()].reduce((sum, value) => sum + value, 0)),
    holdsLease: () => side?.road.holdsLease() ?? false,
  });
  const lag = new Map<number, number>();
  const allowances = () => (side === undefined ? [] : [allowanceOf(side.tenant, side.road.allowance(), clock.now())]);

  const records = recordsStore(store, clock, (tx, change) => writeBackHolds(tx, change, clock.now()));
  const receive = receiver({
    store: records,
    clock,
    onReceived(received) {
      log.info('events received', { ...received });
      wakePlanning.now();
    },
  });

  const settings = new SettingsSource({
    file: environment.SETTINGS_FILE,
    async enabledAt(website) {
      const name = `enabled:${website}`;
      const known = await watermark(store.db, name);
      if (known !== undefined) return known;
      const now = isoTime(clock.now());
      await setWatermark(store.db, name, now);
      return now;
    },
    async onChange(inForce, content, source) {
      const changed = await store.transaction((tx) =>
        activateSettings(tx, { version: inForce.version, body: JSON.stringify(content ?? {}), source }, clock.now()),
      );
      if (!changed) return;
      const waiting = await markUnsettled(store.db, { reason: 'settings changed', lane: 'live', nowMs: clock.now() });
      log.info('settings in force', { source, version: inForce.version, plannedAgain: waiting });
      wakePlanning.now();
    },
    onFault: (message) => log.error('the settings file changed and cannot be used; the old settings stay', { message }),
  });
  await settings.load();

  const magento = magentoClient(environment, clock);
  const magentoPorts = { store, clock, holder, report: roadReporter('magento', log, health, () => metrics) };
  const ensureMagentoRoad = (instance: string) => {
    if (magento === undefined || stopping.signal.aborted || magentoRoads.has(instance)) return;
    magentoRoads.set(instance, magentoRoad(magento, instance, magentoPorts));
  };
  health.report(
    'magento',
    magento === undefined ? 'off' : 'starting',
    magento === undefined ? 'No keys are set (MAGENTO_…), so nothing is written back.' : 'Nothing was sent yet.',
  );
  const known = await store.db.selectFrom('records').select('instance_id').distinct().execute();
  for (const { instance_id } of known) ensureMagentoRoad(instance_id);
  const wakeRoads = () => {
    side?.road.wake();
    for (const road of magentoRoads.values()) road.wake();
  };

  const planning = startPlanning({
    store: records,
    clock,
    receive,
    plan,
    settings: settings.current,
    publicUrl: environment.PUBLIC_URL,
    async readSnapshot({ recordKey }) {
      if (magento === undefined)
        throw new SidecarError('LL-5002', `${recordKey} must be read from Magento, but no keys are set.`);
      return readSnapshot(magento, recordKey);
    },
    async fetch(need) {
      const { mirrors } = await connected.promise;
      await mirrors.refresh(need.kind === 'directory' ? 'contacts' : 'organisation');
    },
    mayPlan: (tenant) => tenant === undefined || side?.tenant !== tenant || side.road.holdsLease(),
    onPlanned(record, outcome) {
      ensureMagentoRoad(record.instanceId);
      if (outcome.outcome === 'planned') log.info('planned', { recordKey: record.recordKey, ...outcome.replanned });
      else log.debug('not planned yet', { recordKey: record.recordKey, outcome: outcome.outcome });
      wakeRoads();
    },
    onProblem({ record, error }) {
      const code = error instanceof SidecarError ? error.code : 'LL-9001';
      log.warn('planning will be tried again', { recordKey: record?.recordKey, code, reason: describeError(error) });
    },
  });
  wakePlanning.now = () => planning.wake();
  health.report('planning', 'ok', 'Works.');
  settings.watch(settingsCheckMs);

  const connection = xeroConnection(environment, store, clock);
  const reportXero = roadReporter('xero', log, health, () => metrics);
  const connectXero = async (): Promise<void> => {
    if (connection === undefined) {
      health.report('xero', 'off', 'XERO_CLIENT_ID is not set, so nothing is written to Xero.');
      return;
    }
    health.report('xero', 'starting', 'Connecting.');
    while (!stopping.signal.aborted && side === undefined) {
      try {
        side = await startXeroSide(connection, {
          environment,
          store,
          clock,
          holder,
          report: reportXero,
          async onConflicts(kind) {
            const mark = { reason: 'who has the name in Xero is known now', lane: 'live', nowMs: clock.now() } as const;
            if ((await markConflicted(store.db, kind, mark)) > 0) wakePlanning.now();
          },
          async onOrganisation(organisation, changed) {
            await settings.organisationKnown(organisation);
            planning.organisationChanged(organisation.tenantId as TenantId);
            if (changed)
              await markUnsettled(
                store.db,
                { reason: 'the organisation was read', lane: 'live', nowMs: clock.now() },
                organisation.tenantId,
              );
            wakePlanning.now();
          },
          onMirrorFailure: (name, error) =>
            log.warn('Xero could not be read', { what: name, reason: describeError(error) }),
        });
        connected.resolve(side);
        log.info('connected to Xero', { organisation: side.name, tenant: side.tenant });
        wakePlanning.now();
      } catch (error) {
        const problem =
          error instanceof SidecarError ? `${error.code} ${error.message} ${error.nextStep}` : describeError(error);
        health.report('xero', 'stopped', problem);
        log.warn('Xero is not connected; it is tried again', { reason: problem });
        await clock.sleep(reconnectMs, stopping.signal);
      }
    }
  };

  const open: Router[] = [
    httpIntake({
      receive,
      clock,
      secret: environment.LEDGERLINK_INGEST_SECRET,
      hasRoom,
      onRefused: (refused, status) =>
        log.warn('events refused', { code: refused.code, status, reason: refused.message }),
    }),
  ];
  if (connection !== undefined && environment.XERO_CONNECTION === 'code')
    open.push(
      connectRoutes(
        {
          consentUrl: (state) => connection.consentUrl(state),
          finishConsent: async (code) => (await connection.finishConsent(code)).map(({ name }) => name),
        },
        () => clock.now(),
      ),
    );
  health.report(
    'http intake',
    environment.LEDGERLINK_INGEST_SECRET === undefined ? 'off' : 'ok',
    environment.LEDGERLINK_INGEST_SECRET === undefined ? 'LEDGERLINK_INGEST_SECRET is not set.' : 'Works.',
  );

  const person = () => ({
    actor: 'person',
    nowMs: clock.now(),
    onHolds: (tx: Parameters<typeof writeBackHolds>[0], closed: Parameters<typeof writeBackHolds>[1]['closed']) =>
      writeBackHolds(tx, { opened: [], closed }, clock.now()),
  });
  const web = createWeb({
    data: {
      counts: () => pages.counts(store.db, startOfDay(clock.now())),
      records: (query) => pages.findRecords(store.db, query),
      record: (recordKey, instance) => pages.recordDetail(store.db, recordKey, instance),
      problems: () => pages.problemGroups(store.db),
      parked: (limit) => pages.parkedEvents(store.db, limit),
    },
    live: {
      connections: () =>
        connectionsOf(health, {
          xero:
            side === undefined
              ? []
              : [
                  { name: 'organisation', value: side.name },
                  { name: 'tenant', value: side.tenant },
                ],
        }),
      allowances,
      ready: () => health.ready(),
      alive: () => true,
    },
    actions: {
      async preview(selection: Selection) {
        const { records: chosen, operations } = await select(store.db, selection);
        const kinds = new Map<string, number>();
        for (const operation of operations)
          if (operation.target === 'xero') kinds.set(operation.kind, (kinds.get(operation.kind) ?? 0) + 1);
        return {
          records: chosen.length,
          operations: operations.length,
          callsNeeded: [...kinds.values()].reduce((calls, count) => calls + Math.ceil(count / 50), 0),
          callsLeft: side?.road.allowance().callsLeft ?? null,
        };
      },
      async retry(selection: Selection) {
        const count = await retry(store, selection, person());
        wakePlanning.now();
        side?.road.tryNow();
        wakeRoads();
        return count;
      },
      skip: (selection: Selection, reason: string) => skip(store, selection, reason, person()),
    },
    log: tail,
    metrics: () => metrics.text(),
    zone: process.env['TZ'] ?? Intl.DateTimeFormat().resolvedOptions().timeZone,
    open,
    logError: (message, fields) => log.error(message, fields),
  });
  const server = await listen(createServer(web), environment.PORT).catch(async (error: unknown) => {
    stopping.abort();
    settings.stop();
    await planning.stop();
    await Promise.all([...magentoRoads.values()].map((road) => road.drain()));
    await store.close();
    throw error;
  });
  log.info('the sidecar listens', { port: portOf(server) });
  const pruning = setInterval(() => {
    prune(store, clock.now()).then(
      (pruned) => log.info('old entries deleted', { ...pruned }),
      (error: unknown) => log.warn('old entries could not be deleted', { reason: describeError(error) }),
    );
  }, pruneEveryMs);
  pruning.unref();
  const connecting = connectXero();

  const kafka =
    environment.KAFKA_BROKERS === undefined
      ? undefined
      : startKafkaIntake({
          makeConsumer: kafkajsConsumer({
            brokers: environment.KAFKA_BROKERS,
            topic: environment.KAFKA_TOPIC,
            groupId: environment.KAFKA_GROUP_ID,
            ssl: environment.KAFKA_SSL,
            sasl: saslOf(environment),
          }),
          receive,
          clock,
          hasRoom,
          onHealth: ({ state, message }) => {
            health.report('kafka', state, message);
            log[state === 'stopped' || state === 'degraded' ? 'warn' : 'info'](`kafka: ${message}`);
          },
          onLog: (level, message, fields) => log[level](`kafka: ${message}`, fields),
          onLag: (partition, value) => lag.set(partition, value),
        });

  return {
    port: portOf(server),
    async drain() {
      log.info('stopping: what is under way is finished');
      stopping.abort();
      connected.reject(new SidecarError('LL-4001', 'The sidecar stops.'));
      settings.stop();
      clearInterval(pruning);
      await kafka?.stop();
      await new Promise<void>((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      });
      await planning.stop();
      await connecting;
      await side?.stop();
      await Promise.all([...magentoRoads.values()].map((road) => road.drain()));
      await store.close();
      log.info('stopped');
    },
  };
}

function saslOf(environment: Environment) {
  const {
    KAFKA_SASL_MECHANISM: mechanism,
    KAFKA_SASL_USERNAME: username = '',
    KAFKA_SASL_PASSWORD: password = '',
  } = environment;
  return mechanism === undefined ? undefined : { mechanism, username, password };
}

/** Planning that needs Xero waits here, instead of asking again and again while the connection is being made. */
function whenConnected() {
  let resolve: (side: XeroSide) => void = () => undefined;
  let reject: (error: Error) => void = () => undefined;
  const promise = new Promise<XeroSide>((fulfil, refuse) => {
    resolve = fulfil;
    reject = refuse;
  });
  promise.catch(() => undefined);
  return { promise, resolve, reject };
}

const startOfDay = (nowMs: number): number => new Date(nowMs).setHours(0, 0, 0, 0);

function listen(server: Server, port: number): Promise<Server> {
  return new Promise((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) =>
      reject(
        error.code === 'EADDRINUSE'
          ? new SidecarError('LL-1003', `Port ${port} is already in use.`, { cause: error })
          : error,
      ),
    );
    server.listen(port, () => resolve(server));
  });
}

function portOf(server: Server): number {
  const address = server.address();
  return typeof address === 'object' && address !== null ? address.port : 0;
}
