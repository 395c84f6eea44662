import type { Command } from 'commander';

export function addStartCommand(program: Command): void {
  program
    .command('start')
    .description('Start the sidecar. It is configured by the environment; see README.md.')
    .action(async () => {
      // Loaded only here, so that `plan` starts without the whole program.
      const { main } = await import('../main.js');
      await main();
    });
}
