import { parseArgs } from 'node:util';
import { startXeroSimulator, type SimulatorOptions } from './index';
import type { Country } from './seed';

/**
 * npx tsx test/simulators/xero/main.ts [--port 8801] [--state file.json] [--country AU|NZ|UK]… [--limits off]
 *   [--day-limit 1000] [--consent page] [--latency 500,50] [--no-bodies]
 * Prints one line of JSON, `{"url": …, "tenantId": …}`, once it listens; ends on SIGTERM or SIGINT.
 */
const { values } = parseArgs({
  options: {
    port: { type: 'string', default: '0' },
    host: { type: 'string', default: '127.0.0.1' },
    state: { type: 'string' },
    country: { type: 'string', multiple: true, default: ['AU'] },
    limits: { type: 'string' },
    'day-limit': { type: 'string' },
    consent: { type: 'string' },
    latency: { type: 'string' },
    'no-bodies': { type: 'boolean', default: false },
  },
});

function countryOf(name: string): Country {
  if (name === 'AU' || name === 'NZ' || name === 'UK') return name;
  throw new Error(`--country takes AU, NZ or UK, not ${name}`);
}

function options(): SimulatorOptions {
  const [baseMs = 0, perElementMs = 0] = (values.latency ?? '0,0').split(',').map(Number);
  return {
    port: Number(values.port),
    host: values.host,
    ...(values.state === undefined ? {} : { stateFile: values.state }),
    organisations: values.country.map((name) => ({ country: countryOf(name) })),
    limits:
      values.limits === 'off' ? 'off' : values['day-limit'] === undefined ? {} : { day: Number(values['day-limit']) },
    consent: values.consent === 'page' ? 'page' : 'auto',
    latency: { baseMs, perElementMs },
    journal: { bodies: !values['no-bodies'] },
  };
}

async function main(): Promise<void> {
  const simulator = await startXeroSimulator(options());
  process.stdout.write(`${JSON.stringify({ url: simulator.url, tenantId: simulator.tenantId })}\n`);
  const end = () => {
    void simulator.stop().then(() => process.exit(0));
  };
  process.once('SIGTERM', end);
  process.once('SIGINT', end);
}

void main();
