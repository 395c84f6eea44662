import { setTimeout as delay } from 'node:timers/promises';
import type { Emit } from '../simulators/magento/emit';
import type { Shop } from '../simulators/magento/shop';
import type { MagentoSimulator } from '../simulators/magento/simulator';
import type { XeroSimulator } from '../simulators/xero/index';
import { BooksAndShop, compareOrder, unexplained, type ComparedOrder } from './compare';
import { expectedOf } from './expected';
import { gateway, type DerivedOrder } from '../simulators/magento/derive';

/** Plays the orders as they happened: every order's first stage, then every order's next, as a shop's day mixes them. */
export async function playOrders(orders: readonly DerivedOrder[], shop: Shop, emit: Emit, batch = 50): Promise<number> {
  let sent = 0;
  const send = async (events: ReturnType<Shop['save']>[]) => {
    for (let from = 0; from < events.length; from += batch) await emit(events.slice(from, from + batch));
    sent += events.length;
  };
  await send(
    orders.flatMap(({ customer }) =>
      customer === undefined ? [] : shop.save(customer.key, customer.data, 'customer.saved'),
    ),
  );
  const rounds = Math.max(0, ...orders.map(({ stages }) => stages.length));
  for (let round = 0; round < rounds; round += 1)
    await send(
      orders.flatMap(({ key, stages }) => {
        const stage = stages[round];
        return stage === undefined ? [] : shop.save(key, stage.data, stage.reasons);
      }),
    );
  return sent;
}

/** Methods whose captured money is posted to an account; cheques are matched in Xero when they arrive. */
const postedMethods: readonly string[] = [gateway];

export interface Outcome {
  readonly orders: readonly ComparedOrder[];
  /** Documents in the books that no order accounts for. */
  readonly unexplained: readonly string[];
  readonly agrees: boolean;
}

/** Sets the orders beside both stand-ins. The last stage is what must stand there in the end. */
export function compareAll(orders: readonly DerivedOrder[], magento: MagentoSimulator, xero: XeroSimulator): Outcome {
  const now = new BooksAndShop(xero.ledger(), magento.references.all());
  const expected = orders.map(({ key, stages }) => {
    const last = stages.at(-1);
    if (last === undefined) throw new Error(`${key} has no stages`);
    return { key, documents: expectedOf(last.data, postedMethods) };
  });
  const compared = expected.map(({ key, documents }) => compareOrder(key, documents, now));
  const strays = unexplained(
    expected.map(({ documents }) => documents),
    now,
  );
  return {
    orders: compared,
    unexplained: strays,
    agrees: strays.length === 0 && compared.every(({ agrees }) => agrees),
  };
}

/**
 * Looks until everything agrees, or until nothing has changed for `patienceMs`, or until `signal` aborts. The sidecar is not asked
 * whether it is done: only the books and the shop are looked at.
 */
export async function waitForAgreement(
  orders: readonly DerivedOrder[],
  magento: MagentoSimulator,
  xero: XeroSimulator,
  patienceMs: number,
  signal?: AbortSignal,
): Promise<Outcome> {
  let seen = '';
  let changedAt = Date.now();
  for (;;) {
    const outcome = compareAll(orders, magento, xero);
    if (outcome.agrees || signal?.aborted === true || Date.now() - changedAt > patienceMs) return outcome;
    const state = JSON.stringify([outcome, xero.journal().length]);
    if (state !== seen) changedAt = Date.now();
    seen = state;
    await delay(200);
  }
}
