import { writeFileSync } from 'node:fs';
import type { Command } from 'commander';
import { checkSettings } from '../settings/checkSettings';
import { magentoFactsFrom, noMagentoFacts } from '../settings/magentoFacts';
import { proposeSettings } from '../settings/propose';
import { invalidSettings, readSettingsFile, settingsFrom } from '../settings/readSettings';
import { settingsFileSchema } from '../model/settings';
import { describeError, SidecarError } from '../shared/errors';
import { writeYaml } from '../settings/writeYaml';
import { parseInput, readJsonFile } from './inputFile';
import { showJson, type Terminal } from './output';
import { readOrganisationFile } from './plan';

interface CheckOptions {
  readonly settings: string;
  readonly organisation: string;
  readonly json?: boolean;
}
interface ProposeOptions {
  readonly organisation: string;
  readonly magento?: string;
  readonly out?: string;
  readonly json?: boolean;
}

export function addSettingsCommand(program: Command, terminal: Terminal): void {
  const settings = program.command('settings').description('Propose a settings file, or check one.');
  settings
    .command('check')
    .description('Check a settings file against the organisation: everything it names must exist there and fit.')
    .requiredOption('--settings <file>', 'settings, YAML or JSON')
    .requiredOption('--organisation <file>', 'Xero’s answers, JSON')
    .option('--json', 'result and errors as JSON')
    .action((options: CheckOptions) => check(options, terminal));
  settings
    .command('propose')
    .description('Write a complete, commented settings file with the best guess for every map.')
    .requiredOption('--organisation <file>', 'Xero’s answers, JSON')
    .option(
      '--magento <file>',
      'taxRates, taxClasses, taxRules, paymentMethods, storeConfigs, customerGroups as REST gives them, JSON',
    )
    .option('--out <file>', 'write to a file instead of standard output; an existing file is kept')
    .option('--json', 'the settings as JSON, without comments')
    .action((options: ProposeOptions) => propose(options, terminal));
}

function check(options: CheckOptions, terminal: Terminal): void {
  const content = readSettingsFile(options.settings);
  const faults = checkSettings(content, readOrganisationFile(options.organisation));
  if (faults.length > 0) throw invalidSettings(options.settings, faults);
  const settings = settingsFrom(content, options.settings);
  const websites = ['defaults', ...Object.keys(settingsFileSchema.parse(content ?? {}).websites)].map((id) => {
    const { mode, unconfirmed } = settings.forWebsite(id === 'defaults' ? -1 : Number(id));
    return { website: id, mode, unconfirmed };
  });
  if (options.json === true) return showJson(terminal, { valid: true, version: settings.version, websites }, true);
  terminal.out(`${options.settings} is valid: everything it names exists in Xero. Version ${settings.version}.`);
  for (const { website, mode, unconfirmed } of websites) {
    const name = website === 'defaults' ? 'Websites without settings of their own' : `Website ${website}`;
    const guesses =
      unconfirmed.length === 0
        ? 'no guesses left to confirm'
        : `${unconfirmed.length} guesses to confirm: ${unconfirmed.join(', ')}`;
    terminal.out(`${name}: mode ${mode}; ${guesses}.`);
  }
}

function propose(options: ProposeOptions, terminal: Terminal): void {
  const organisation = readOrganisationFile(options.organisation);
  const { magento, out } = options;
  const facts =
    magento === undefined
      ? noMagentoFacts
      : parseInput(magento, () => magentoFactsFrom(readJsonFile(magento, 'Magento file')));
  const proposal = proposeSettings(organisation, facts);
  const text = options.json === true ? JSON.stringify(proposal.file) : writeYaml(proposal).trimEnd();
  if (out === undefined) terminal.out(text);
  else {
    try {
      // A settings file that somebody has worked on is not overwritten by guesses.
      writeFileSync(out, `${text}\n`, { flag: 'wx' });
    } catch (cause) {
      throw new SidecarError('LL-1005', `${out} cannot be written: ${describeError(cause)}`, {
        cause,
        nextStep: 'Give a path where no file is yet.',
      });
    }
  }
  const count = proposal.evidence.size;
  const open = proposal.open.length === 0 ? '' : ` ${proposal.open.length} could not be guessed and stand as comments.`;
  terminal.note(`${count} guesses to confirm; they are marked and listed under "unconfirmed".${open}`);
}
