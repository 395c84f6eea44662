// The suites of `npm test`, in the order in which they run. A test file belongs to the folder's suite if it has one, else to the fast one.
import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { onPath } from './install.mjs';

const docker = () => onPath('docker') && existsSync('/var/run/docker.sock');
const java = () => onPath('java') && onPath('mvn');
const postgres = () =>
  existsSync('/usr/lib/postgresql') &&
  readdirSync('/usr/lib/postgresql').some((version) =>
    existsSync(join('/usr/lib/postgresql', version, 'bin', 'initdb')),
  );
const chromium = () =>
  process.env.CHROMIUM !== undefined || onPath('chromium') || onPath('chromium-browser') || onPath('google-chrome');

const needsPostgres = () =>
  process.env.TEST_DATABASE_URL !== undefined || postgres() || docker()
    ? undefined
    : 'no PostgreSQL: install postgresql, run Docker, or set TEST_DATABASE_URL';
const needsKafka = () =>
  process.env.TEST_KAFKA_BROKERS !== undefined || java() || docker()
    ? undefined
    : 'no Kafka: install Java 17 and Maven, run Docker, or set TEST_KAFKA_BROKERS';
const needsChromium = () => (chromium() ? undefined : 'no browser: install chromium, or set CHROMIUM to its path');

/** folder under test/ → its suite. `missing()`: why it cannot run here. `optional`: a skip is no failure even with REQUIRE_ALL=1. */
export const folders = {
  postgres: { name: 'PostgreSQL', seconds: 600, missing: needsPostgres },
  compose: {
    name: 'Compose file',
    seconds: 120,
    missing: () =>
      onPath('docker-compose') || onPath('docker') ? undefined : 'neither docker-compose nor docker is installed',
  },
  kafka: { name: 'Kafka', seconds: 900, missing: needsKafka },
  journeys: { name: 'journeys', seconds: 900, missing: needsKafka },
  demo: { name: 'demo', seconds: 600, missing: needsKafka },
  models: { name: 'models', seconds: 900, missing: () => undefined },
  faults: { name: 'faults', seconds: 1200, missing: () => undefined },
  ui: { name: 'pages in a browser', seconds: 600, missing: needsChromium },
  load: { name: 'load', seconds: 900, missing: () => undefined },
  magento: {
    name: 'real Magento',
    seconds: 2400,
    optional: true,
    missing: () =>
      process.env.MAGENTO_ROOT === undefined
        ? 'MAGENTO_ROOT is not set to a Magento code folder with vendor/'
        : undefined,
  },
};

/** Paths of the slow suites, for jest's ignore pattern. */
export const slowFolders = `/test/(${Object.keys(folders).join('|')})/`;
