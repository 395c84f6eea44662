import { existsSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import type { World, WorldDump } from './world';

const settleMs = 500;

/** Loads the file if it is there, and writes it half a second after a change, and at the end. */
export function keepState(world: World, file: string): { stop: () => void } {
  if (existsSync(file)) world.restore(JSON.parse(readFileSync(file, 'utf8')) as WorldDump);
  let timer: NodeJS.Timeout | undefined;
  const save = () => {
    timer = undefined;
    writeFileSync(`${file}.new`, JSON.stringify(world.dump()));
    renameSync(`${file}.new`, file);
  };
  world.changed = () => {
    timer ??= setTimeout(save, settleMs);
  };
  return {
    stop: () => {
      clearTimeout(timer);
      save();
    },
  };
}
