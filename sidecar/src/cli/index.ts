import { Command, CommanderError } from 'commander';
import { SidecarError } from '../shared/errors';
import { ExitWith, showError, systemTerminal, type ExitCode, type Terminal } from './output';
import { addDoctorCommand } from './doctor';
import { addPeopleCommands } from './people';
import { addPlanCommand } from './plan';
import { addSettingsCommand } from './settings';
import { addStartCommand } from './start';

/** A command adds itself to the program; this list is the whole command line. */
export type AddCommand = (program: Command, terminal: Terminal) => void;
const commands: readonly AddCommand[] = [
  addStartCommand,
  addPlanCommand,
  addSettingsCommand,
  addPeopleCommands,
  addDoctorCommand,
];

function buildProgram(terminal: Terminal, added: readonly AddCommand[] = commands): Command {
  const program = new Command('ledgerlink')
    .description('Keeps a Magento store and a Xero organisation in agreement.')
    .showHelpAfterError('Add --help to see what the command takes.')
    .configureOutput({
      writeOut: (text) => terminal.out(text.trimEnd()),
      writeErr: (text) => terminal.note(text.trimEnd()),
    })
    .exitOverride();
  for (const add of added) add(program, terminal);
  // `exitOverride` and output hold for commands made before they are set, so each gets them by itself.
  const prepare = (command: Command): void => {
    command.copyInheritedSettings(program);
    command.commands.forEach(prepare);
  };
  program.commands.forEach(prepare);
  return program;
}

/** Runs one command. Never throws; the exit code says how it went. `argv` is without node and script. */
export async function runCli(
  argv: readonly string[],
  terminal: Terminal = systemTerminal,
  added: readonly AddCommand[] = commands,
): Promise<ExitCode> {
  try {
    await buildProgram(terminal, added).parseAsync([...argv], { from: 'user' });
    return 0;
  } catch (error) {
    if (error instanceof ExitWith) return error.exitCode;
    // Commander has already said what was wrong with the command line, or shown the help that was asked for.
    if (error instanceof CommanderError) return error.exitCode === 0 || error.code === 'commander.help' ? 0 : 2;
    return showError(terminal, error, argv.includes('--json') && error instanceof SidecarError);
  }
}
