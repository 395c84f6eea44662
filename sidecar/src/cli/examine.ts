import { magentoClient } from '../app/magentoSide';
import { xeroConnection } from '../app/xeroSide';
import { readEnvironment, type Environment } from '../config/environment';
import { checkSettings } from '../settings/checkSettings';
import { readSettingsFile, settingsFrom } from '../settings/readSettings';
import { systemClock } from '../shared/clock';
import { describeError, SidecarError } from '../shared/errors';
import { openStore, type Store } from '../store/open';
import { organisationOf, organisationTenants } from '../store/organisations';

export interface Finding {
  readonly check: string;
  readonly state: 'ok' | 'skipped' | 'fault';
  readonly message: string;
  readonly nextStep?: string;
}

/** Looks at everything the sidecar depends on. Changes nothing; never throws for what it finds. */
export async function examine(): Promise<Finding[]> {
  const findings: Finding[] = [];
  let environment: Environment;
  try {
    environment = readEnvironment(process.env);
    findings.push({ check: 'environment', state: 'ok', message: 'every variable is valid' });
  } catch (error) {
    return [faultOf('environment', error)];
  }
  let store: Store | undefined;
  const check = async (name: string, look: () => Promise<string> | string, skipped?: string): Promise<void> => {
    if (skipped !== undefined) return void findings.push({ check: name, state: 'skipped', message: skipped });
    try {
      findings.push({ check: name, state: 'ok', message: await look() });
    } catch (error) {
      findings.push(faultOf(name, error));
    }
  };
  await check('database', async () => {
    store = await openStore(environment.DATABASE_URL, { readOnly: true });
    return `${store.dialect}, schema ${await store.schemaVersion()}`;
  });
  const { SETTINGS_FILE } = environment;
  await check(
    'settings',
    () => settingsOf(SETTINGS_FILE ?? '', store),
    SETTINGS_FILE === undefined ? 'SETTINGS_FILE is not set: a proposal is used, in preview' : undefined,
  );
  const connection = store === undefined ? undefined : xeroConnection(environment, store, systemClock);
  const noXero =
    connection === undefined
      ? 'XERO_CLIENT_ID is not set'
      : environment.XERO_CONNECTION === 'code'
        ? 'refresh tokens rotate, so only the running sidecar may use them: see its Connections page'
        : undefined;
  await check(
    'xero',
    async () => `connected to ${(await connection?.chooseOrganisation(environment.XERO_TENANT_ID))?.name ?? ''}`,
    noXero,
  );
  const magento = magentoClient(environment, systemClock);
  await check(
    'magento',
    async () => {
      const shop = await magento?.config();
      const enabled = shop?.websites.filter((website) => website.enabled).map((website) => website.code) ?? [];
      return `module ${shop?.module_version ?? ''}; switched on for ${enabled.length === 0 ? 'no website' : enabled.join(', ')}`;
    },
    magento === undefined ? 'no keys are set' : undefined,
  );
  await store?.close();
  return findings;
}

async function settingsOf(file: string, store: Store | undefined): Promise<string> {
  const content = readSettingsFile(file);
  const settings = settingsFrom(content, file);
  const [tenant] = store === undefined ? [] : await organisationTenants(store.db);
  if (store === undefined || tenant === undefined)
    return `valid (version ${settings.version}); no organisation is known yet to check it against`;
  const stored = await organisationOf(store.db, tenant);
  const faults = stored === undefined ? [] : checkSettings(content, stored.organisation);
  if (faults.length > 0)
    throw new SidecarError('LL-1002', faults.map(({ path, message }) => `${path}: ${message}`).join('\n'));
  return `valid (version ${settings.version}), and everything it names exists in Xero`;
}

const faultOf = (check: string, error: unknown): Finding => ({
  check,
  state: 'fault',
  message: error instanceof SidecarError ? `${error.code} ${error.message}` : describeError(error),
  ...(error instanceof SidecarError ? { nextStep: error.nextStep } : {}),
});
