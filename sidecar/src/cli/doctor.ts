import type { Command } from 'commander';
import { ExitWith, showJson, type Terminal } from './output';

/** Looks at everything the sidecar depends on and says what is wrong and what to do. Changes nothing. */
export function addDoctorCommand(program: Command, terminal: Terminal): void {
  program
    .command('doctor')
    .description('Check environment, database, settings, Xero and Magento, and say what to do.')
    .option('--json', 'the findings as JSON')
    .action(async (options: { json?: boolean }) => {
      // Loaded only here: the whole program stands behind it.
      const { examine } = await import('./examine.js');
      const findings = await examine();
      if (options.json === true) showJson(terminal, { findings }, true);
      else
        for (const { check, state, message, nextStep } of findings) {
          terminal.out(`${{ ok: '✓', skipped: '–', fault: '✗' }[state]} ${check}: ${message}`);
          if (nextStep !== undefined) terminal.out(`    Next: ${nextStep}`);
        }
      if (findings.some(({ state }) => state === 'fault')) throw new ExitWith(1);
    });
}
