import { startApp } from './app';
import { readEnvironment } from './config/environment';
import { describeError, SidecarError } from './shared/errors';

/** Starts the sidecar and drains it on SIGTERM and SIGINT. Exits 1 with words and a next step when it can't start. */
export async function main(): Promise<void> {
  try {
    const app = await startApp(readEnvironment(process.env));
    let draining = false;
    const drain = () => {
      if (draining) return;
      draining = true;
      app.drain().then(
        () => process.exit(0),
        (error: unknown) => {
          process.stderr.write(`${describeError(error)}\n`);
          process.exit(1);
        },
      );
    };
    process.on('SIGTERM', drain);
    process.on('SIGINT', drain);
  } catch (error) {
    const known =
      error instanceof SidecarError ? `${error.code}: ${error.message}\n${error.nextStep}` : describeError(error);
    process.stderr.write(`The sidecar cannot start.\n${known}\n`);
    process.exit(1);
  }
}

if (require.main === module) void main();
