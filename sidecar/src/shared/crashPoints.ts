/**
 * Named places at which a test kills the process, to prove that nothing is lost or doubled there.
 * In production nothing is armed and a point costs one comparison. Armed by `LEDGERLINK_CRASH_AT=<name>[:<nth>]`.
 */
const armed = process.env['LEDGERLINK_CRASH_AT'];
const [armedName, armedNth] = armed === undefined ? [undefined, undefined] : armed.split(':');
let reached = 0;

export function crashPoint(name: string): void {
  if (armedName === undefined || armedName !== name) return;
  reached += 1;
  if (reached >= Number(armedNth ?? '1')) process.kill(process.pid, 'SIGKILL');
}
