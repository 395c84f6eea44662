import type { Command } from 'commander';
import { z } from 'zod';
import { directoryFileSchema, directoryFrom, emptyDirectory, type Directory } from '../model/directory';
import { linkSchema, type Link } from '../model/link';
import type { Operation } from '../model/operation';
import { organisationSchema, type Organisation } from '../model/organisation';
import { linkBookFrom, type Explanation, type LinkBook, type StockMovement } from '../model/plan';
import { instanceId, orderKey } from '../model/record';
import type { Settings } from '../model/settings';
import { readSnapshot } from '../model/snapshot';
import { plan, websiteOf } from '../plan/plan';
import { movementOf } from '../plan/stockMovements';
import { magentoFactsOf } from '../settings/magentoFacts';
import { proposeSettings } from '../settings/propose';
import { loadSettings, settingsFrom } from '../settings/readSettings';
import { SidecarError } from '../shared/errors';
import type { Snapshot } from '../model/snapshot';
import { parseInput, readJsonFile } from './inputFile';
import { showJson, type Terminal } from './output';
import { readSnapshotFile } from './snapshotFile';

interface PlanOptions {
  readonly settings?: string;
  readonly organisation?: string;
  readonly links?: string;
  readonly directory?: string;
  readonly orders?: string;
  readonly instance: string;
  readonly publicUrl?: string;
  readonly now?: string;
  readonly explain?: boolean;
  readonly json?: boolean;
}

export function addPlanCommand(program: Command, terminal: Terminal): void {
  program
    .command('plan')
    .description('Show what a snapshot would do in Xero: operations, holds and needs as JSON. Touches nothing.')
    .argument('<snapshot>', 'file with a snapshot or a whole CloudEvent, JSON; - for standard input')
    .option('--settings <file>', 'settings, YAML or JSON; without it, settings are proposed from the organisation')
    .option(
      '--organisation <file>',
      'Xero’s Organisation, Accounts, TaxRates, TrackingCategories, Currencies, Users, JSON',
    )
    .option('--links <file>', 'what was written before, JSON; none: nothing')
    .option('--directory <file>', 'Xero’s Contacts and Items, JSON; none: empty')
    .option('--orders <file>', 'for a stock snapshot: the snapshots of orders that hold the SKU, JSON list')
    .option('--instance <id>', 'installation a bare snapshot is from', '00000000-0000-0000-0000-000000000000')
    .option('--public-url <url>', 'address of the sidecar’s pages, for Url on documents')
    .option('--now <time>', 'ISO time to plan at (default: now)')
    .option('--explain', 'add which setting and which Magento field each value came from')
    .option('--json', 'on one line; errors as JSON')
    .action((path: string, options: PlanOptions) => {
      const result = planFile(path, options, terminal);
      showJson(terminal, result, options.json === true);
    });
}

function planFile(path: string, options: PlanOptions, terminal: Terminal) {
  const file = readSnapshotFile(path);
  const { snapshot, recordKey } = file;
  const instance = file.instanceId ?? instanceId(options.instance);
  const organisation = options.organisation === undefined ? undefined : readOrganisationFile(options.organisation);
  const settings = options.settings === undefined ? proposed(organisation, snapshot) : loadSettings(options.settings);
  const website = websiteOf(snapshot);
  if (settings.forWebsite(website).mode === 'off')
    terminal.note(`Website ${website} is off (settings: mode), so nothing is planned.`);
  const links = readLinksFile(options.links, organisation?.tenantId ?? '');
  const explanations: Explanation[] = [];
  const { operations, holds, needs } = plan({
    instanceId: instance,
    recordKey,
    snapshot,
    settings,
    organisation,
    links,
    directory: readDirectoryFile(options.directory),
    now: readTime(options.now),
    ...(snapshot.recordType === 'stock'
      ? { movements: readMovements(options.orders, snapshot.data.sku, links, settings) }
      : {}),
    ...(options.publicUrl === undefined ? {} : { publicUrl: options.publicUrl }),
    ...(options.explain === true ? { explain: (explanation: Explanation) => void explanations.push(explanation) } : {}),
  });
  return { operations: operations.map(inOrder), holds, needs, ...(options.explain === true ? { explanations } : {}) };
}

/** The same order of fields in every operation, what it is first. */
function inOrder(operation: Operation): Operation {
  const { kind, recordKey, part, tenantId, naturalKey, dependsOn, document, ...rest } = operation;
  return { kind, recordKey, part, tenantId, naturalKey, dependsOn, document, ...rest };
}

/** Without a settings file: the best guesses, so that a first look needs nothing but a snapshot and the organisation. */
function proposed(organisation: Organisation | undefined, snapshot: Snapshot): Settings {
  if (organisation === undefined) return settingsFrom({});
  return settingsFrom(proposeSettings(organisation, magentoFactsOf(snapshot)).file);
}

export function readOrganisationFile(path: string): Organisation {
  const content = readJsonFile(path, 'organisation');
  if (typeof content !== 'object' || content === null || !('Organisation' in content || 'Organisations' in content))
    throw new SidecarError('LL-1006', `${path} is not an organisation file`, {
      nextStep:
        'It holds Xero’s answers under the names Organisation, Accounts, TaxRates, TrackingCategories, Currencies and Users: whole answers or the bare arrays.',
    });
  const body = 'Organisation' in content ? content : { ...content, Organisation: content.Organisations };
  return parseInput(path, () => organisationSchema.parse(body));
}

function readLinksFile(path: string | undefined, tenant: string): LinkBook {
  if (path === undefined) return linkBookFrom([]);
  const content = readJsonFile(path, 'links');
  const rows = typeof content === 'object' && content !== null && 'links' in content ? content.links : content;
  // A link that does not say whose it is belongs to the organisation that is planned for.
  const owned = z.array(z.looseObject({ tenantId: z.string().default(tenant) }));
  const links: Link[] = parseInput(path, () => z.array(linkSchema).parse(owned.parse(rows)));
  return linkBookFrom(links.filter((link) => tenant === '' || link.tenantId === tenant));
}

function readDirectoryFile(path: string | undefined): Directory {
  if (path === undefined) return emptyDirectory;
  return directoryFrom(parseInput(path, () => directoryFileSchema.parse(readJsonFile(path, 'directory'))));
}

/** What orders hold of the SKU: without the file, nothing is under way. */
function readMovements(path: string | undefined, sku: string, links: LinkBook, settings: Settings): StockMovement[] {
  if (path === undefined) return [];
  const rows = parseInput(path, () => z.array(z.unknown()).parse(readJsonFile(path, 'orders')));
  return rows.flatMap((row) => {
    const snapshot = parseInput(path, () => readSnapshot('order', row));
    if (snapshot.recordType !== 'order') return [];
    const key = orderKey(snapshot.data.order.entity_id);
    const movement = movementOf(key, snapshot.data, links, sku, settings.forWebsite(websiteOf(snapshot)));
    return movement === undefined ? [] : [movement];
  });
}

function readTime(text: string | undefined): string {
  const time = text === undefined ? new Date() : new Date(text);
  if (Number.isNaN(time.getTime()))
    throw new SidecarError('LL-1005', `--now ${text ?? ''} is no time`, {
      nextStep: 'Write it like 2026-07-01T00:00:00Z.',
    });
  return time.toISOString();
}
