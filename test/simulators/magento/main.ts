import { readFileSync } from 'node:fs';
import { newCredentials, startMagentoSimulator } from './simulator';

/** A key of the integration from the environment, or from the file that `NAME_FILE` names, as the sidecar takes it. */
function keyFrom(name: string): string | undefined {
  const file = process.env[`${name}_FILE`];
  return file === undefined ? process.env[name] : readFileSync(file, 'utf8').trim();
}

/** The stand-in as a program of its own (docker-compose profile `stand-ins`): PORT, HOST and the four MAGENTO_* keys. */
async function main(): Promise<void> {
  const { env } = process;
  const made = newCredentials();
  const magento = await startMagentoSimulator({
    port: Number(env['PORT'] ?? '8082'),
    host: env['HOST'] ?? '127.0.0.1',
    credentials: {
      consumerKey: keyFrom('MAGENTO_CONSUMER_KEY') ?? made.consumerKey,
      consumerSecret: keyFrom('MAGENTO_CONSUMER_SECRET') ?? made.consumerSecret,
      accessToken: keyFrom('MAGENTO_ACCESS_TOKEN') ?? made.accessToken,
      accessTokenSecret: keyFrom('MAGENTO_ACCESS_TOKEN_SECRET') ?? made.accessTokenSecret,
    },
  });
  process.stdout.write(`Magento stand-in listens at ${magento.url}\n`);
  const stop = () => void magento.close().then(() => process.exit(0));
  process.on('SIGTERM', stop);
  process.on('SIGINT', stop);
}

void main();
