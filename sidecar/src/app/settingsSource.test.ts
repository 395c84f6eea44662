import { mkdtempSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { SettingsSource } from './settingsSource';

function source(content: string) {
  const file = join(mkdtempSync(join(tmpdir(), 'settings-')), 'settings.yaml');
  writeFileSync(file, content);
  const changes: string[] = [];
  const faults: string[] = [];
  const enabled = new Map<string, string>();
  const settings = new SettingsSource({
    file,
    enabledAt: async (website) => {
      const known = enabled.get(website) ?? '2026-11-24T00:00:00.000Z';
      enabled.set(website, known);
      return known;
    },
    onChange: async (inForce) => void changes.push(inForce.forWebsite(1).mode),
    onFault: (message) => faults.push(message),
  });
  const rewrite = (text: string) => {
    writeFileSync(file, text);
    const later = new Date(Date.now() + 5000);
    utimesSync(file, later, later);
  };
  return { settings, changes, faults, enabled, rewrite };
}

async function until(condition: () => boolean): Promise<void> {
  const deadline = Date.now() + 5000;
  while (!condition()) {
    if (Date.now() > deadline) throw new Error('it did not happen in time');
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
}

test('a website that goes live without a cut-over counts from its first enabling', async () => {
  const { settings, enabled } = source('defaults: { mode: preview }\nwebsites: { "2": { mode: live } }\n');
  await settings.load();
  expect(settings.current().forWebsite(2).cut_over).toBe('2026-11-24T00:00:00.000Z');
  expect(settings.current().forWebsite(1).cut_over).toBeNull();
  expect([...enabled.keys()]).toEqual(['2']);
});

test('a stated cut-over is kept', async () => {
  const { settings } = source('defaults: { mode: live, cut_over: "2026-07-01" }\n');
  await settings.load();
  expect(settings.current().forWebsite(1).cut_over).toBe('2026-07-01');
});

test('a changed file takes effect by itself, a faulty one never does', async () => {
  const { settings, changes, faults, rewrite } = source('defaults: { mode: preview, country: NZ }\n');
  await settings.load();
  settings.watch(10);
  rewrite('defaults: { mode: sideways }\n');
  await until(() => faults.length > 0);
  expect(settings.current().forWebsite(1).mode).toBe('preview');
  rewrite('defaults: { mode: draft }\n');
  await until(() => changes.includes('draft'));
  settings.stop();
});
