import { readFileSync } from 'node:fs';
import { parse as parseYaml, YAMLParseError, type Tags } from 'yaml';
import type { z } from 'zod';
import { settingsFileSchema, websiteSettingsSchema, type Settings, type WebsiteSettings } from '../model/settings';
import { describeError, SidecarError } from '../shared/errors';
import { fingerprint } from '../shared/ids';
import { settingFields, unknownNames } from './fields';

/** Something wrong in a settings file: where, and what. */
export interface Fault {
  /** E.g. `defaults.sales.status` or `websites.2.payments.methods.stripe`. */
  readonly path: string;
  readonly message: string;
}

type Overrides = Readonly<Record<string, unknown>>;
const isMap = (value: unknown): value is Overrides =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** Maps are merged key by key, anything else is replaced: a list is one decision. */
function merge(base: unknown, over: unknown): unknown {
  if (over === undefined) return base;
  if (!isMap(base) || !isMap(over)) return over;
  const merged: Record<string, unknown> = { ...base };
  for (const [key, value] of Object.entries(over)) merged[key] = merge(merged[key], value);
  return merged;
}

/** The shipped defaults, before any file. */
const shipped: WebsiteSettings = websiteSettingsSchema.parse({});

const issues = (error: z.ZodError, prefix: string): Fault[] =>
  error.issues.map((issue) => ({
    path: [prefix, ...issue.path.map(String)].filter((part) => part !== '').join('.'),
    message: messageOf(issue),
  }));

function messageOf(issue: z.core.$ZodIssue): string {
  if (issue.code === 'invalid_key') return issue.issues.map((inner) => inner.message).join('; ');
  return issue.code === 'invalid_type' && issue.expected === 'string' && issue.message.includes('received number')
    ? 'must be text; put it in quotes (a bare 090 would lose its zero)'
    : issue.message;
}

/** Reads settings as a file or Magento's configuration gives them. Throws LL-1002 with every fault at once. */
export function settingsFrom(content: unknown, source = 'the settings'): Settings {
  const { settings, faults } = readContent(content);
  if (settings === undefined || faults.length > 0) throw invalidSettings(source, faults);
  return settings;
}

export function readContent(content: unknown): { settings: Settings | undefined; faults: readonly Fault[] } {
  const file = settingsFileSchema.safeParse(content ?? {});
  if (!file.success) return { settings: undefined, faults: issues(file.error, '') };
  const faults: Fault[] = [];
  for (const name of Object.keys(content ?? {}))
    if (!(name in settingsFileSchema.shape)) faults.push({ path: name, message: misplaced(name) });

  const merged = (over: Overrides): unknown => merge(merge(shipped, file.data.defaults), over);
  const read = (over: Overrides, own: Overrides, prefix: string): WebsiteSettings => {
    for (const path of unknownNames(own)) faults.push({ path: `${prefix}.${path}`, message: noSuchSetting(path) });
    const result = websiteSettingsSchema.safeParse(merged(over));
    if (result.success) return result.data;
    const known = new Set(faults.map((fault) => fault.path.replace(/^(defaults|websites\.\d+)\./, '')));
    faults.push(...issues(result.error, prefix).filter((fault) => !known.has(fault.path.slice(prefix.length + 1))));
    return shipped;
  };
  const defaults = read({}, file.data.defaults, 'defaults');
  const websites = new Map<number, WebsiteSettings>();
  for (const [id, over] of Object.entries(file.data.websites))
    websites.set(Number(id), read(over, over, `websites.${id}`));
  const version = fingerprint({ defaults, websites: Object.fromEntries(websites) });
  return { settings: { version, forWebsite: (id) => websites.get(id) ?? defaults }, faults };
}

export const invalidSettings = (source: string, faults: readonly Fault[]): SidecarError =>
  new SidecarError(
    'LL-1002',
    `${source}: ${faults.length === 1 ? 'one field is' : `${faults.length} fields are`} not right\n${faults
      .map(({ path, message }) => `  ${path}: ${message}`)
      .join('\n')}`,
    { context: { faults } },
  );

/** Reads a YAML or JSON settings file. LL-1004: it cannot be read; LL-1002: it is not valid. */
export function readSettingsFile(path: string): unknown {
  let text: string;
  try {
    text = readFileSync(path, 'utf8');
  } catch (cause) {
    throw new SidecarError('LL-1004', `The settings file ${path} cannot be read: ${describeError(cause)}`, {
      cause,
      nextStep: 'Check the path; `npx ledgerlink settings propose --organisation <file>` writes a first settings file.',
    });
  }
  try {
    return fromYaml(text);
  } catch (cause) {
    const line = cause instanceof YAMLParseError ? cause.linePos?.[0].line : undefined;
    throw new SidecarError(
      'LL-1004',
      `The settings file ${path} is not valid YAML${line === undefined ? '' : ` (line ${line})`}: ${describeError(cause)}`,
      { cause },
    );
  }
}

/** Account codes and amounts are text, in quotes or not: a bare 090 keeps its zero. The only number in the file is its version. */
const numbersAsText = (tags: Tags): Tags =>
  tags.filter((tag) => typeof tag === 'string' || !/:(int|float)$/.test(tag.tag));

function fromYaml(text: string): unknown {
  const content: unknown = parseYaml(text, { customTags: numbersAsText });
  return isMap(content) && content['version'] === '1' ? { ...content, version: 1 } : content;
}

export const loadSettings = (path: string): Settings => settingsFrom(readSettingsFile(path), path);

function misplaced(name: string): string {
  const inside = settingFields.some((field) => field.path === name);
  return inside
    ? 'belongs under `defaults`, or under `websites` and a website id'
    : 'there is no such section; a settings file has `version`, `defaults` and `websites`';
}

/** Names the setting that was probably meant, so that a typing error is mended in one look. */
function noSuchSetting(path: string): string {
  const name = path.split('.').at(-1) ?? path;
  const parent = path.slice(0, -name.length);
  const candidates = settingFields.map((field) => field.path);
  const best = candidates
    .map((candidate) => ({ candidate, distance: editDistance(candidate, path) }))
    .sort((a, b) => a.distance - b.distance)[0];
  const siblings = candidates
    .filter((candidate) => candidate.startsWith(parent) && !candidate.slice(parent.length).includes('.'))
    .map((candidate) => candidate.slice(parent.length));
  const meant = best !== undefined && best.distance <= 3 ? `; was \`${best.candidate}\` meant?` : '';
  return `there is no such setting${meant === '' && siblings.length > 0 ? `; here there are: ${siblings.join(', ')}` : meant}`;
}

function editDistance(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, index) => index);
  for (let i = 1; i <= a.length; i += 1) {
    const next = [i];
    for (let j = 1; j <= b.length; j += 1)
      next.push(
        Math.min((row[j] ?? 0) + 1, (next[j - 1] ?? 0) + 1, (row[j - 1] ?? 0) + (a[i - 1] === b[j - 1] ? 0 : 1)),
      );
    row = next;
  }
  return row[b.length] ?? 0;
}
