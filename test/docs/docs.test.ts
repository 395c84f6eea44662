import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import Ajv2020 from 'ajv/dist/2020';
import { holdCodes } from '../../sidecar/src/model/hold';
import { errorsPage } from './errorsPage';
import { eventSchemas } from './eventSchemas';
import { settingsPage } from './settingsPage';
import { recordings } from '../simulators/magento/recordings';

const root = join(__dirname, '..', '..');
const read = (path: string) => readFileSync(join(root, path), 'utf8');
const elsewhere = new Set(['node_modules', 'dist', 'vendor', 'fixtures', '.git', '.scratch', 'data']);
const pagesIn = (folder: string): string[] =>
  readdirSync(join(root, folder), { withFileTypes: true }).flatMap((entry) => {
    if (entry.isDirectory()) return elsewhere.has(entry.name) ? [] : pagesIn(join(folder, entry.name));
    return entry.name.endsWith('.md') ? [join(folder, entry.name)] : [];
  });

test('docs/errors.md says what the catalogue says (npm run docs writes it)', () => {
  expect(read('docs/errors.md')).toBe(errorsPage());
});

test('docs/settings.md says what the settings are (npm run docs writes it)', () => {
  expect(read('docs/settings.md')).toBe(settingsPage());
});

test('docs/events says what events may look like (npm run docs writes it)', () => {
  const written = Object.fromEntries(
    readdirSync(join(root, 'docs/events')).map((name) => [name, read(`docs/events/${name}`)]),
  );
  expect(written).toEqual(eventSchemas());
});

test('the published schema takes every recorded order, and refuses an amount that is no number', () => {
  const validate = new Ajv2020({ strict: false }).compile(JSON.parse(read('docs/events/order.schema.json')) as object);
  const recorded = recordings().flatMap(({ stages }) => stages.map(({ data }) => data));
  expect(recorded.length).toBeGreaterThan(15);
  for (const data of recorded) {
    const taken = validate(data);
    expect({ order: data.order.increment_id, taken, errors: validate.errors }).toMatchObject({ taken: true });
  }
  const [first] = recorded;
  expect(validate({ ...first, order: { ...first?.order, grand_total: 'ten' } })).toBe(false);
});

test('docs/holds.md explains every reason for a hold, and no other', () => {
  const explained = [...read('docs/holds.md').matchAll(/^### `([\w.]+)`/gm)].map((match) => match[1]);
  expect(explained.sort()).toEqual([...holdCodes].sort());
});

test('no link between our pages leads nowhere', () => {
  const pages = pagesIn('');
  expect(pages).toContain('README.md');
  const broken = pages.flatMap((page) =>
    [...read(page).matchAll(/\]\((?!https?:|mailto:|#)([^)#\s]+)(#[^)]*)?\)/g)]
      .map((match) => match[1] ?? '')
      .filter((target) => !existsSync(join(root, dirname(page), target)))
      .map((target) => `${page} → ${target}`),
  );
  expect(broken).toEqual([]);
});

test('the README names no npm script that does not exist', () => {
  const { scripts } = JSON.parse(read('package.json')) as { scripts: Record<string, string> };
  const named = [...read('README.md').matchAll(/npm run (?:-s )?([a-z]+)/g)].map((match) => match[1] ?? '');
  expect(named.length).toBeGreaterThan(0);
  expect(named.filter((name) => !(name in scripts))).toEqual([]);
});

test('package-lock.json records no download address', () => {
  expect(read('package-lock.json')).not.toMatch(/"resolved": "https?:/);
  expect(read('.npmrc')).toContain('omit-lockfile-registry-resolved=true');
});

test('package-lock.json knows every platform’s packages, or npm ci refuses it', () => {
  const { packages } = JSON.parse(read('package-lock.json')) as {
    packages: Record<string, { optionalDependencies?: Record<string, string> }>;
  };
  const missing = Object.entries(packages).flatMap(([path, { optionalDependencies = {} }]) =>
    Object.keys(optionalDependencies).filter(
      (name) => !(`node_modules/${name}` in packages) && !(`${path}/node_modules/${name}` in packages),
    ),
  );
  expect(missing).toEqual([]);
});
