import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, cpSync, readFileSync, readdirSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parse } from 'yaml';
import { z } from 'zod';
import { environmentNames, readEnvironment } from '../../sidecar/src/config/environment';

const root = join(__dirname, '..', '..');
const serviceSchema = z.looseObject({
  image: z.string(),
  environment: z.record(z.string(), z.string()).default({}),
  healthcheck: z.looseObject({}).optional(),
  secrets: z.array(z.looseObject({ source: z.string() })).default([]),
  ports: z.array(z.unknown()).default([]),
  profiles: z.array(z.string()).default([]),
});
const composeSchema = z.object({
  services: z.record(z.string(), serviceSchema),
  volumes: z.record(z.string(), z.unknown()),
  secrets: z.record(z.string(), z.object({ file: z.string() }).loose()),
});

/** What Compose itself makes of the file: Debian's docker-compose, else the docker plug-in. */
function config(...flags: string[]): z.infer<typeof composeSchema> {
  const env = { PATH: process.env['PATH'] ?? '', HOME: process.env['HOME'] ?? '' };
  const old = spawnSync('docker-compose', [...flags, 'config'], { cwd: root, env, encoding: 'utf8' });
  const run =
    old.error === undefined
      ? old
      : spawnSync('docker', ['compose', ...flags, 'config'], { cwd: root, env, encoding: 'utf8' });
  if (run.status !== 0) throw new Error(run.stderr);
  return composeSchema.parse(parse(run.stdout));
}
const withStandIns = () => config('--env-file', 'docker/stand-ins.env', '--profile', 'stand-ins');

describe('docker-compose.yml', () => {
  test('starts the sidecar with Kafka and PostgreSQL, which are checked and keep their data', () => {
    const { services, volumes } = withStandIns();
    for (const name of ['sidecar', 'kafka', 'postgres']) expect(services[name]?.healthcheck).toHaveProperty('test');
    expect(Object.keys(volumes).sort()).toEqual(['kafka-data', 'postgres-data', 'sidecar-data']);
  });

  test('adds the stand-ins only when asked', () => {
    const asked = Object.entries(withStandIns().services).map(([name, { profiles }]) => [name, profiles.join()]);
    expect(Object.fromEntries(asked)).toEqual({
      sidecar: '',
      pages: '',
      kafka: '',
      postgres: '',
      xero: 'stand-ins',
      magento: 'stand-ins',
    });
  });

  test('names no variable that the sidecar does not know', () => {
    const known = new Set<string>(environmentNames.flatMap((name) => [name, `${name}_FILE`]));
    const given = Object.keys(config().services['sidecar']?.environment ?? {});
    expect(given.filter((name) => !known.has(name))).toEqual([]);
  });

  test('holds no secret itself: each is a file of docker/secrets, mounted where it is read', () => {
    const { services, secrets } = withStandIns();
    for (const service of Object.values(services)) {
      const mounted = service.secrets.map((secret) => `/run/secrets/${secret.source}`);
      const read = Object.entries(service.environment).filter(
        ([name]) => name.endsWith('_FILE') && name !== 'SETTINGS_FILE',
      );
      expect(read.map(([, path]) => path).sort()).toEqual(mounted.sort());
      for (const name of Object.keys(service.environment)) expect(name).not.toMatch(/(SECRET|PASSWORD|TOKEN|_KEY)$/);
    }
    for (const [name, secret] of Object.entries(secrets)) expect(secret.file).toBe(join(root, 'docker/secrets', name));
  });

  test('publishes nothing to the network unless told', () => {
    for (const service of Object.values(config().services))
      for (const port of service.ports) expect(JSON.stringify(port)).toContain('127.0.0.1');
  });
});

describe('docker/make-secrets.sh', () => {
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'ledgerlink-secrets-'));
    cpSync(join(root, 'docker/make-secrets.sh'), join(folder, 'make-secrets.sh'));
  });
  afterEach(() => rmSync(folder, { recursive: true }));
  const make = (...args: string[]) => {
    const run = spawnSync('sh', [join(folder, 'make-secrets.sh'), ...args], { encoding: 'utf8' });
    expect(run.stderr).toBe('');
    const secrets = join(folder, 'secrets');
    return Object.fromEntries(readdirSync(secrets).map((name) => [name, readFileSync(join(secrets, name), 'utf8')]));
  };

  test('makes every secret that the compose file reads, in a folder closed to others', () => {
    expect(Object.keys(make()).sort()).toEqual(Object.keys(config().secrets).sort());
    expect(statSync(join(folder, 'secrets')).mode & 0o077).toBe(0);
  });

  test('leaves what exists alone', () => {
    const first = make('--stand-ins');
    expect(make('--stand-ins')).toEqual(first);
  });

  test('with the stand-ins’ keys the sidecar’s environment is valid', () => {
    make('--stand-ins');
    const environment = withStandIns().services['sidecar']?.environment ?? {};
    const variables = Object.entries(environment).map(
      ([name, value]) => [name, value.replace('/run/secrets/', `${join(folder, 'secrets')}/`)] as const,
    );
    const read = readEnvironment(Object.fromEntries(variables));
    expect(read.DATABASE_URL).toMatch(/^postgres:\/\/ledgerlink:[0-9a-f]{48}@postgres:5432\/ledgerlink$/);
    expect(read.MAGENTO_ACCESS_TOKEN_SECRET).toMatch(/^[0-9a-f]{32}$/);
  });

  test('before any key is filled in it is valid too, just not connected', () => {
    make();
    const environment = config().services['sidecar']?.environment ?? {};
    const variables = Object.entries(environment).map(
      ([name, value]) => [name, value.replace('/run/secrets/', `${join(folder, 'secrets')}/`)] as const,
    );
    expect(readEnvironment(Object.fromEntries(variables))).not.toHaveProperty('XERO_CLIENT_SECRET');
  });
});

test('the Dockerfile copies only what exists', () => {
  const lines = readFileSync(join(root, 'docker/sidecar.Dockerfile'), 'utf8').split('\n');
  const sources = lines
    .filter((line) => line.startsWith('COPY '))
    .flatMap((line) => line.split(/\s+/).slice(1, -1))
    .map((source) => source.replace(/^--from=.*$/, ''))
    .filter((source) => source !== '');
  expect(sources.length).toBeGreaterThan(10);
  const built = (source: string) => source === '/app/node_modules' || source === '/app/sidecar/dist';
  expect(sources.filter((source) => !built(source) && !existsSync(join(root, source.replace(/^\/app\//, ''))))).toEqual(
    [],
  );
});
