import { readFileSync } from 'node:fs';
import { z } from 'zod';
import { SidecarError } from '../shared/errors';

/**
 * The environment holds only what must exist before Magento is reachable. Every variable may be given as `NAME_FILE`, a path
 * whose content is the value (Docker and Kubernetes secrets). All faults are reported at once.
 */
const url = (protocols: readonly string[]) =>
  z.string().refine(
    (text) => {
      if (!URL.canParse(text)) return false;
      return protocols.includes(new URL(text).protocol);
    },
    `must be a URL that starts with ${protocols.map((protocol) => `${protocol}//`).join(' or ')}`,
  );
const httpUrl = url(['http:', 'https:']).transform((text) => text.replace(/\/+$/, ''));
const flag = z.enum(['true', 'false', '1', '0', 'yes', 'no']).transform((text) => ['true', '1', 'yes'].includes(text));
const port = z
  .string()
  .regex(/^\d{1,5}$/, 'must be a port number')
  .transform(Number)
  .refine((number) => number <= 65535, 'must be at most 65535');
const secret = (atLeast: number) => z.string().min(atLeast, `must have at least ${atLeast} characters`);
const brokers = z
  .string()
  .transform((text) =>
    text
      .split(',')
      .map((broker) => broker.trim())
      .filter((broker) => broker !== ''),
  )
  .refine(
    (list) => list.length > 0 && list.every((broker) => /^[^\s:/]+:\d{1,5}$/.test(broker)),
    'must be host:port, several separated by commas',
  );

const environmentSchema = z.object({
  PORT: port.default(8080),
  PUBLIC_URL: httpUrl.optional(),
  DATABASE_URL: z
    .string()
    .regex(/^(sqlite:.+|postgres(ql)?:\/\/.+)$/, 'must be sqlite:<path> or postgres://…')
    .default('sqlite:./data/ledgerlink.db'),
  LEDGERLINK_SECRET_KEY: secret(16).optional(),
  LEDGERLINK_INGEST_SECRET: secret(16).optional(),
  KAFKA_BROKERS: brokers.optional(),
  KAFKA_TOPIC: z
    .string()
    .min(1)
    .max(249)
    .regex(/^[a-zA-Z0-9._-]+$/, 'not a topic name')
    .default('magento.xero.events.v1'),
  KAFKA_GROUP_ID: z.string().min(1).default('ledgerlink'),
  KAFKA_SSL: flag.default(false),
  KAFKA_SASL_MECHANISM: z.enum(['plain', 'scram-sha-256', 'scram-sha-512']).optional(),
  KAFKA_SASL_USERNAME: z.string().optional(),
  KAFKA_SASL_PASSWORD: z.string().optional(),
  XERO_CLIENT_ID: z.string().min(1).optional(),
  XERO_CLIENT_SECRET: z.string().min(1).optional(),
  XERO_CONNECTION: z.enum(['custom', 'code']).default('custom'),
  XERO_TENANT_ID: z.uuid('must be an organisation id').optional(),
  XERO_API_URL: httpUrl.default('https://api.xero.com'),
  XERO_IDENTITY_URL: httpUrl.default('https://identity.xero.com'),
  XERO_LOGIN_URL: httpUrl.default('https://login.xero.com'),
  XERO_WEBHOOK_KEY: z.string().min(1).optional(),
  MAGENTO_URL: httpUrl.optional(),
  MAGENTO_CONSUMER_KEY: z.string().min(1).optional(),
  MAGENTO_CONSUMER_SECRET: z.string().min(1).optional(),
  MAGENTO_ACCESS_TOKEN: z.string().min(1).optional(),
  MAGENTO_ACCESS_TOKEN_SECRET: z.string().min(1).optional(),
  LOG_LEVEL: z.enum(['error', 'warn', 'info', 'debug']).default('info'),
  SETTINGS_FILE: z.string().min(1).optional(),
});

export type Environment = z.infer<typeof environmentSchema>;
export const environmentNames = Object.keys(environmentSchema.shape) as (keyof Environment)[];

/** Variables that only make sense together; judged on the raw values, so that it is told beside the faults of single ones. */
function faultsBetween(values: Readonly<Record<string, string>>): string[] {
  const faults: string[] = [];
  const given = (name: keyof Environment) => values[name] !== undefined;
  const need = (name: keyof Environment, why: string) => {
    if (!given(name)) faults.push(`${name}: is missing: ${why}`);
  };
  if (given('XERO_CLIENT_ID') || given('XERO_CLIENT_SECRET')) {
    need('XERO_CLIENT_ID', 'XERO_CLIENT_SECRET is set, so both are needed');
    need('XERO_CLIENT_SECRET', 'XERO_CLIENT_ID is set, so both are needed');
    need('LEDGERLINK_SECRET_KEY', 'it encrypts the tokens of the Xero connection');
  }
  const keys = [
    'MAGENTO_CONSUMER_KEY',
    'MAGENTO_CONSUMER_SECRET',
    'MAGENTO_ACCESS_TOKEN',
    'MAGENTO_ACCESS_TOKEN_SECRET',
  ] as const;
  if (keys.some(given)) {
    for (const name of keys) need(name, 'the integration has four keys, all are needed');
    need('MAGENTO_URL', 'the integration’s keys are set, so the shop’s base URL is needed');
  }
  if (given('KAFKA_SASL_MECHANISM')) {
    need('KAFKA_SASL_USERNAME', 'KAFKA_SASL_MECHANISM is set');
    need('KAFKA_SASL_PASSWORD', 'KAFKA_SASL_MECHANISM is set');
  }
  if (!given('KAFKA_BROKERS'))
    need('LEDGERLINK_INGEST_SECRET', 'without it and without KAFKA_BROKERS no event can arrive');
  return faults;
}

/** Reads and checks the environment. Throws LL-1001 that lists every fault; values never stand in the message. */
export function readEnvironment(variables: NodeJS.ProcessEnv): Environment {
  const values: Record<string, string> = {};
  const faults: string[] = [];
  for (const name of environmentNames) {
    const direct = variables[name];
    const file = variables[`${name}_FILE`];
    if (direct !== undefined && direct !== '' && file !== undefined && file !== '') {
      faults.push(`${name}: is given twice, as ${name} and as ${name}_FILE`);
    } else if (file !== undefined && file !== '') {
      try {
        // An empty file is a secret that is not filled in yet, like an empty variable.
        const text = readFileSync(file, 'utf8').replace(/\r?\n$/, '');
        if (text !== '') values[name] = text;
      } catch {
        faults.push(`${name}_FILE: the file ${file} cannot be read`);
      }
    } else if (direct !== undefined && direct !== '') {
      values[name] = direct;
    }
  }
  const result = environmentSchema.safeParse(values);
  if (!result.success) {
    faults.push(...result.error.issues.map((issue) => `${issue.path.join('.')}: ${issue.message}`));
  }
  faults.push(...faultsBetween(values));
  if (faults.length > 0 || !result.success) {
    throw new SidecarError(
      'LL-1001',
      `The environment is not valid:\n${faults.map((fault) => `  - ${fault}`).join('\n')}`,
      { context: { faults } },
    );
  }
  return result.data;
}
