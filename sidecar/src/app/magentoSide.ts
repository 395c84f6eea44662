import type { Environment } from '../config/environment';
import { unlimited } from '../deliver/allowance';
import type { RoadEvent } from '../deliver/events';
import { Road } from '../deliver/road';
import { MagentoClient } from '../magento/client';
import { MagentoEnd } from '../magento/end';
import type { IncomingMessage } from '../model/incoming';
import { instanceId, recordTypeOf, type InstanceId, type RecordKey } from '../model/record';
import { SidecarError } from '../shared/errors';
import type { Clock } from '../shared/clock';
import { deliveryStore } from '../store/deliveryStore';
import type { Store } from '../store/open';

export interface MagentoSidePorts {
  readonly store: Store;
  readonly clock: Clock;
  readonly holder: string;
  readonly report: (instance: InstanceId, event: RoadEvent) => void;
}

/** Undefined: the shop's keys are not set, so nothing is written back and nothing read by REST. */
export function magentoClient(environment: Environment, clock: Clock): MagentoClient | undefined {
  const {
    MAGENTO_URL: baseUrl,
    MAGENTO_CONSUMER_KEY: consumerKey,
    MAGENTO_CONSUMER_SECRET: consumerSecret,
    MAGENTO_ACCESS_TOKEN: accessToken,
    MAGENTO_ACCESS_TOKEN_SECRET: accessTokenSecret,
  } = environment;
  if (
    baseUrl === undefined ||
    consumerKey === undefined ||
    consumerSecret === undefined ||
    accessToken === undefined ||
    accessTokenSecret === undefined
  )
    return undefined;
  const keys = { consumerKey, consumerSecret, accessToken, accessTokenSecret };
  return new MagentoClient({ baseUrl, keys, now: () => clock.now() });
}

/** The road to one installation of Magento. */
export const magentoRoad = (client: MagentoClient, instance: string, ports: MagentoSidePorts): Road =>
  new Road({
    scope: { target: 'magento', instanceId: instanceId(instance) },
    end: new MagentoEnd(client),
    store: deliveryStore(ports.store),
    limits: unlimited,
    clock: ports.clock,
    random: Math.random,
    holder: ports.holder,
    report: (event) => ports.report(instanceId(instance), event),
  }).start();

/** A record's newest snapshot, as the message its event would have been. */
export async function readSnapshot(client: MagentoClient, recordKey: RecordKey): Promise<IncomingMessage | 'gone'> {
  const type = recordTypeOf(recordKey);
  if (type === 'guest' || type === 'config') throw new SidecarError('LL-9001', `Magento has no record ${recordKey}.`);
  const raw = await client.snapshot(type, recordKey.slice(type.length + 1));
  return raw === undefined ? 'gone' : { raw, source: 'rest' };
}
