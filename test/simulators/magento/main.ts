import { newCredentials, startMagentoSimulator } from './simulator';

/** The stand-in as a program of its own (docker-compose profile `stand-ins`). PORT, HOST, MAGENTO_* keys from the environment. */
async function main(): Promise<void> {
  const { env } = process;
  const made = newCredentials();
  const magento = await startMagentoSimulator({
    port: Number(env['PORT'] ?? '8082'),
    host: env['HOST'] ?? '127.0.0.1',
    credentials: {
      consumerKey: env['MAGENTO_CONSUMER_KEY'] ?? made.consumerKey,
      consumerSecret: env['MAGENTO_CONSUMER_SECRET'] ?? made.consumerSecret,
      accessToken: env['MAGENTO_ACCESS_TOKEN'] ?? made.accessToken,
      accessTokenSecret: env['MAGENTO_ACCESS_TOKEN_SECRET'] ?? made.accessTokenSecret,
    },
  });
  process.stdout.write(`Magento stand-in listens at ${magento.url}\n`);
  const stop = () => void magento.close().then(() => process.exit(0));
  process.on('SIGTERM', stop);
  process.on('SIGINT', stop);
}

void main();
