// The slow suites of `npm test`, in the order in which they run: one per folder under test/. Every other test belongs to the fast suite.
// Single tests that need something of the machine say so themselves (test/requirements.ts) and are listed when they are left out.
import { onPath } from './install.mjs';

const missing = (found, why) => (found ? undefined : why);
const browser = ['chromium', 'chromium-browser', 'google-chrome'];

/** folder → its suite. `missing()`: why nothing of it can run here. `optional`: that is no failure even with REQUIRE_ALL=1. */
export const folders = {
  store: { name: 'store on both databases', seconds: 900 },
  delivery: { name: 'delivery', seconds: 900 },
  compose: {
    name: 'compose file',
    seconds: 300,
    missing: () =>
      missing(onPath('docker-compose') || onPath('docker'), 'neither docker-compose nor docker is installed'),
  },
  kafka: { name: 'Kafka', seconds: 900 },
  journeys: { name: 'journeys', seconds: 1200 },
  demo: { name: 'demo', seconds: 600 },
  models: { name: 'models', seconds: 900 },
  faults: { name: 'faults', seconds: 1200 },
  ui: {
    name: 'pages in a browser',
    seconds: 600,
    missing: () =>
      missing(
        process.env.CHROMIUM !== undefined || browser.some(onPath),
        'no chromium; install it or set CHROMIUM to its path',
      ),
  },
  load: { name: 'load', seconds: 900 },
  magento: {
    name: 'real Magento',
    seconds: 2400,
    optional: true,
    missing: () =>
      missing(process.env.MAGENTO_ROOT !== undefined, 'MAGENTO_ROOT is not set to a Magento code folder with vendor/'),
  },
};

/** Paths of the slow suites, for jest's ignore pattern. */
export const slowFolders = `/test/(${Object.keys(folders).join('|')})/`;
