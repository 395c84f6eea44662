import { Road } from '../deliver/road';
import { xeroLimits } from '../deliver/allowance';
import type { RoadEvent } from '../deliver/events';
import type { Environment } from '../config/environment';
import type { Organisation } from '../model/organisation';
import { tenantId, type TenantId } from '../model/record';
import type { Clock } from '../shared/clock';
import { sealingWith } from '../shared/sealing';
import { connectionById, saveConnection } from '../store/connections';
import { deliveryStore } from '../store/deliveryStore';
import { saveContacts, saveItems } from '../store/directory';
import type { Store } from '../store/open';
import { saveOrganisation } from '../store/organisations';
import { setWatermark, watermark } from '../store/watermarks';
import { XeroClient } from '../xero/client';
import { XeroEnd } from '../xero/end';
import { XeroConnection, type ConnectionStore } from '../xero/oauth';
import { XeroReading } from '../xero/reading';
import { Mirrors, type Mirror } from './mirrors';

export interface XeroSidePorts {
  readonly environment: Environment;
  readonly store: Store;
  readonly clock: Clock;
  readonly holder: string;
  readonly report: (tenant: TenantId, event: RoadEvent) => void;
  /** The mirror knows now what a refused contact or item met: it may be planned otherwise. */
  readonly onConflicts: (kind: 'contact.create' | 'item.create') => Promise<void>;
  readonly onOrganisation: (organisation: Organisation, changed: boolean) => Promise<void>;
  readonly onMirrorFailure: (name: string, error: unknown) => void;
}

/** One connected organisation: its road, and the copies we keep of it. */
export interface XeroSide {
  readonly tenant: TenantId;
  readonly name: string;
  readonly road: Road;
  readonly mirrors: Mirrors;
  stop(): Promise<void>;
}

const minute = 60_000;
/** About 260 calls a day in all: a Starter organisation has 1,000. Conflicts and plans that miss something read sooner. */

/** The connection alone: for the consent pages and `doctor`. Undefined: XERO_CLIENT_ID is not set. */
export function xeroConnection(environment: Environment, store: Store, clock: Clock): XeroConnection | undefined {
  const { XERO_CLIENT_ID, XERO_CLIENT_SECRET, LEDGERLINK_SECRET_KEY } = environment;
  if (XERO_CLIENT_ID === undefined || XERO_CLIENT_SECRET === undefined || LEDGERLINK_SECRET_KEY === undefined)
    return undefined;
  return new XeroConnection(
    {
      connection: environment.XERO_CONNECTION,
      clientId: XERO_CLIENT_ID,
      clientSecret: XERO_CLIENT_SECRET,
      apiUrl: environment.XERO_API_URL,
      identityUrl: environment.XERO_IDENTITY_URL,
      loginUrl: environment.XERO_LOGIN_URL,
      redirectUri: `${environment.PUBLIC_URL ?? `http://localhost:${environment.PORT}`}/connect/xero/callback`,
    },
    connectionStore(store, clock),
    sealingWith(LEDGERLINK_SECRET_KEY),
    () => clock.now(),
  );
}

function connectionStore(store: Store, clock: Clock): ConnectionStore {
  return {
    async loadConnection(id) {
      const row = await connectionById(store.db, id);
      if (row === undefined) return undefined;
      return { sealed: row.secret_body, label: row.label, state: row.state === 'broken' ? 'broken' : 'connected' };
    },
    saveConnection: (id, { sealed, state, label }) =>
      saveConnection(store.db, {
        id,
        kind: 'xero',
        tenant_id: null,
        label,
        secret_body: sealed,
        state,
        updated_at_ms: clock.now(),
      }),
  };
}

/** Chooses the organisation (LL-4007 where it is not clear which) and starts to deliver and to mirror. */
export async function startXeroSide(connection: XeroConnection, ports: XeroSidePorts): Promise<XeroSide> {
  const { environment, store, clock } = ports;
  const chosen = await connection.chooseOrganisation(environment.XERO_TENANT_ID);
  const tenant = tenantId(chosen.tenantId);
  const client = new XeroClient({ apiUrl: environment.XERO_API_URL, tokens: connection, now: () => clock.monotonic() });
  const refreshSoon = (name: 'contacts' | 'items') =>
    void mirrors.refresh(name).catch((error: unknown) => ports.onMirrorFailure(name, error));
  const road: Road = new Road({
    scope: { target: 'xero', tenantId: tenant },
    end: new XeroEnd(client, tenant),
    store: deliveryStore(store),
    limits: xeroLimits,
    clock,
    random: Math.random,
    holder: ports.holder,
    report(event) {
      ports.report(tenant, event);
      if (event.event !== 'attempt' || event.outcome === 'ok') return;
      // A name or code that is taken: look who has it, then plan again.
      if (event.kind === 'contact.create') refreshSoon('contacts');
      if (event.kind === 'item.create') refreshSoon('items');
    },
  }).start();
  const mirrors: Mirrors = new Mirrors(mirrorsOf(tenant, road, client, ports), clock, ports.onMirrorFailure);
  mirrors.start();
  return {
    tenant,
    name: chosen.name,
    road,
    mirrors,
    async stop() {
      await road.drain();
      await mirrors.stop();
    },
  };
}

/** Only the process that delivers asks Xero; the others read what it stored. */
function mirrorsOf(tenant: TenantId, road: Road, client: XeroClient, ports: XeroSidePorts): Mirror[] {
  const { store, clock, onOrganisation, onConflicts } = ports;
  const reading = new XeroReading(client, tenant, async (request) => {
    await untilHeld(road, clock);
    return road.call('sweep', request);
  });
  return [
    {
      name: 'organisation',
      everyMs: 60 * minute,
      async refresh() {
        const { body, organisation } = await reading.organisation();
        await onOrganisation(
          { ...organisation, tenantId: tenant },
          await saveOrganisation(store.db, tenant, body, clock.now()),
        );
      },
    },
    {
      name: 'contacts',
      everyMs: 15 * minute,
      async refresh() {
        const name = `contacts:${tenant}`;
        const newest = await reading.contacts(await watermark(store.db, name), (page) =>
          saveContacts(store.db, tenant, page),
        );
        if (newest !== undefined) await setWatermark(store.db, name, newest);
        await onConflicts('contact.create');
      },
    },
    {
      name: 'items',
      everyMs: 60 * minute,
      async refresh() {
        const name = `items:${tenant}`;
        const newest = await reading.items(await watermark(store.db, name), (items) =>
          saveItems(store.db, tenant, items),
        );
        if (newest !== undefined) await setWatermark(store.db, name, newest);
        await onConflicts('item.create');
      },
    },
  ];
}

const leasePatienceMs = 5_000;

async function untilHeld(road: Road, clock: Clock): Promise<void> {
  const until = clock.monotonic() + leasePatienceMs;
  while (!road.holdsLease() && clock.monotonic() < until) await clock.sleep(50);
}
