import type { Bookkeeper } from './bookkeeper';
import type { Invariants } from './invariants';
import type { JournalEntry } from './journal';
import type { Ledger } from './ledger';
import { XeroServer } from './server';
import { keepState } from './state-file';
import { World, type WorldOptions } from './world';

export type { FaultKind, FaultRule } from './faults';
export type { Ledger, LedgerDocument } from './ledger';
export type { Quirks } from './quirks';

export interface SimulatorOptions extends WorldOptions {
  /** 0 (default) takes any free port. */
  readonly port?: number;
  readonly host?: string;
  /** JSON file to start from and to save to. */
  readonly stateFile?: string;
}

/** A running stand-in for Xero. */
export interface XeroSimulator {
  /** `http://127.0.0.1:<port>`: sign-in, tokens, connections, API and controls. */
  readonly url: string;
  readonly port: number;
  /** Id of the first organisation. */
  readonly tenantId: string;
  readonly world: World;
  stop(): Promise<void>;
  /** The books of an organisation (the first if none is named). */
  ledger(tenantId?: string): Ledger;
  /** Requests to the accounting API, oldest first. */
  journal(sinceSeq?: number): readonly JournalEntry[];
  invariants(): Invariants;
  /** A person at work in Xero. */
  bookkeeper(tenantId?: string): Bookkeeper;
}

export async function startXeroSimulator(options: SimulatorOptions = {}): Promise<XeroSimulator> {
  const world = new World(options);
  const state = options.stateFile === undefined ? undefined : keepState(world, options.stateFile);
  const server = new XeroServer(world);
  const host = options.host ?? '127.0.0.1';
  const port = await server.listen(options.port ?? 0, host);
  return {
    url: `http://${host}:${port}`,
    port,
    tenantId: world.booksOf().facts.tenantId,
    world,
    stop: async () => {
      await server.close();
      state?.stop();
    },
    ledger: (tenantId) => world.ledger(tenantId),
    journal: (sinceSeq) => world.entries(sinceSeq),
    invariants: () => world.invariants(),
    bookkeeper: (tenantId) => world.bookkeeper(tenantId),
  };
}
