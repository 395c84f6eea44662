import { Road, type RoadPorts } from './road';
import { scopeName } from './ports';

/** All roads of one process: one per Xero organisation, one per shop. */
export interface Delivery {
  road(name: string): Road | undefined;
  readonly roads: ReadonlyMap<string, Road>;
  /** A scope that became known later: a new organisation, a pairing. A scope that has a road keeps it. */
  add(ports: RoadPorts): Road;
  /** New operations are there. */
  wake(): void;
  /** Finishes the calls under way, gives the leases back, ends. */
  drain(): Promise<void>;
}

export function startDelivery(first: readonly RoadPorts[] = []): Delivery {
  const roads = new Map<string, Road>();
  const delivery: Delivery = {
    roads,
    road: (name) => roads.get(name),
    add(ports) {
      const name = scopeName(ports.scope);
      const known = roads.get(name);
      if (known !== undefined) return known;
      const road = new Road(ports).start();
      roads.set(name, road);
      return road;
    },
    wake: () => roads.forEach((road) => road.wake()),
    drain: async () => {
      await Promise.all([...roads.values()].map((road) => road.drain()));
    },
  };
  first.forEach((ports) => delivery.add(ports));
  return delivery;
}
