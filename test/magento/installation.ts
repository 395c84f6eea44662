import { createHash } from 'node:crypto';
import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  readdirSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { freePort } from '../ports';
import { makeCatalogue } from './catalogue';
import { attempt, run } from './commands';
import { Database, quote } from './database';
import { Rest, administrator } from './rest';
import { SearchEngine } from './search-engine';
import { MagentoCommand, WebServer } from './web-server';

const cacheFolder = join(__dirname, '..', '..', '.cache');

/** What Magento writes to; everything else may be hard-linked. */
const written = new Set(['app', 'generated', 'pub', 'var']);

/**
 * Copies a Magento code folder. Where it can be, what Magento never writes to is hard-linked: 80,000 files in seconds. No file of
 * `from` is changed later, because links are only made to what is read.
 */
async function copyCode(from: string, to: string): Promise<void> {
  mkdirSync(to, { recursive: true });
  for (const entry of readdirSync(from)) {
    const source = join(from, entry);
    if (!written.has(entry) && (await attempt('cp', ['-al', source, to])).code === 0) continue;
    rmSync(join(to, entry), { recursive: true, force: true });
    await run('cp', ['-a', '--reflink=auto', source, to]);
  }
}

/** The settings of the shop: Australian, GST-inclusive, e-mails by cron (there is none), no token for signed-in administrators. */
const settings: Readonly<Record<string, string>> = {
  'tax/calculation/price_includes_tax': '1',
  'tax/calculation/shipping_includes_tax': '1',
  'tax/calculation/discount_tax': '1',
  'tax/classes/shipping_tax_class': '2',
  'tax/defaults/country': 'AU',
  'general/country/default': 'AU',
  'shipping/origin/country_id': 'AU',
  'shipping/origin/postcode': '2000',
  'carriers/flatrate/type': 'O',
  'carriers/flatrate/price': '11',
  'carriers/freeshipping/active': '1',
  'sales_email/general/async_sending': '1',
  'system/smtp/disable': '1',
  'admin/usage/enabled': '0',
  'admin/security/session_lifetime': '86400',
  'admin/security/password_is_forced': '0',
  // so that a test can open any page of the admin by its address
  'admin/security/use_form_key': '0',
  'web/seo/use_rewrites': '1',
};

export const settingSql = (path: string, value: string): string =>
  `REPLACE INTO core_config_data (scope, scope_id, path, value) VALUES ('default', 0, ${quote(path)}, ${quote(value)});`;

/** An installed shop with its catalogue and without the module, stopped: code and database files to copy. */
export interface Installation {
  readonly code: string;
  readonly data: string;
}

/** Depends on the code folder and on how it is installed here. */
function cacheKey(root: string): string {
  const hash = createHash('sha256').update(readFileSync(join(root, 'composer.lock')));
  for (const file of ['installation.ts', 'catalogue.ts', 'checkout.ts', 'database.ts'])
    hash.update(readFileSync(join(__dirname, file)));
  return hash.digest('hex').slice(0, 16);
}

/** Made once for a code folder, then taken from .cache/. */
export async function installed(root: string, say: (line: string) => void): Promise<Installation> {
  if (!existsSync(join(root, 'vendor', 'autoload.php')))
    throw new Error(`${root} has no vendor/: composer install there`);
  const folder = join(cacheFolder, `magento-${cacheKey(root)}`);
  if (!existsSync(folder)) {
    const partial = `${folder}.partial-${process.pid}`;
    try {
      await install(root, { code: join(partial, 'code'), data: join(partial, 'data') }, say);
      renameSync(partial, folder);
    } finally {
      rmSync(partial, { recursive: true, force: true });
    }
    // Only the newest is kept: a folder takes 1 GB where hard links are not possible.
    for (const name of readdirSync(cacheFolder))
      if (/^magento-[0-9a-f]{16}$/.test(name) && join(cacheFolder, name) !== folder)
        rmSync(join(cacheFolder, name), { recursive: true, force: true });
  }
  return { code: join(folder, 'code'), data: join(folder, 'data') };
}

async function install(root: string, { code, data }: Installation, say: (line: string) => void): Promise<void> {
  say(`copying ${root}`);
  await copyCode(root, code);
  for (const name of ['env.php', 'config.php']) rmSync(join(code, 'app', 'etc', name), { force: true });
  const runtime = mkdtempSync(join(tmpdir(), 'll-install-'));
  const database = new Database(data, runtime);
  const search = new SearchEngine();
  const web = new WebServer(code, runtime, await freePort());
  const magento = new MagentoCommand(code);
  try {
    const searchPort = await search.start();
    await database.create();
    await database.start();
    await database.execute('CREATE DATABASE magento', 'mysql');
    say('bin/magento setup:install');
    await magento.run(
      'setup:install',
      `--base-url=${web.url}/`,
      `--db-host=${database.host}`,
      '--db-name=magento',
      '--db-user=root',
      '--admin-firstname=Test',
      '--admin-lastname=Admin',
      '--admin-email=admin@example.com',
      `--admin-user=${administrator.user}`,
      `--admin-password=${administrator.password}`,
      '--backend-frontname=admin',
      '--language=en_US',
      '--currency=AUD',
      '--timezone=Australia/Sydney',
      '--use-rewrites=1',
      '--session-save=files',
      '--consumers-wait-for-messages=0',
      '--search-engine=opensearch',
      '--opensearch-host=127.0.0.1',
      `--opensearch-port=${searchPort}`,
      // Pages that would stand between a browser and what it wants to see.
      '--disable-modules=Magento_TwoFactorAuth,Magento_AdminAdobeImsTwoFactorAuth,Magento_AdminAnalytics,Magento_ReleaseNotification',
    );
    const lines = Object.entries(settings).map(([path, value]) => settingSql(path, value));
    await database.execute(lines.join('\n'));
    await magento.run('cache:flush');
    say('catalogue');
    await web.start();
    await makeCatalogue(new Rest(web.url));
    say('bin/magento indexer:reindex');
    await magento.run('indexer:reindex');
    // Otherwise the first page of the admin asks PHP for some 300 files, one by one.
    say('bin/magento setup:static-content:deploy');
    const theme = ['--area', 'adminhtml', '--theme', 'Magento/backend', 'en_US'];
    await magento.run('setup:static-content:deploy', '--force', ...theme);
  } finally {
    await web.stop();
    await database.stop();
    await search.stop();
    rmSync(runtime, { recursive: true, force: true });
  }
}

/** Copies an installation to `code` and `data` and points it at its new database. */
export async function copyInstallation(from: Installation, to: Installation, databaseHost: string): Promise<void> {
  await copyCode(from.code, to.code);
  cpSync(from.data, to.data, { recursive: true });
  for (const folder of ['var/cache', 'var/page_cache', 'var/session', 'generated/code', 'generated/metadata'])
    rmSync(join(to.code, folder), { recursive: true, force: true });
  // The one static file that depends on which modules there are: made anew at its first use.
  const theme = join(to.code, 'pub', 'static', 'adminhtml', 'Magento', 'backend', 'en_US');
  for (const name of existsSync(theme) ? readdirSync(theme) : [])
    if (name.startsWith('requirejs-config')) rmSync(join(theme, name));
  const env = join(to.code, 'app', 'etc', 'env.php');
  writeFileSync(env, readFileSync(env, 'utf8').replace(/'host' => '[^']*db\.sock'/g, `'host' => '${databaseHost}'`));
}
