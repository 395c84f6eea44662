import type { Call, End, Sendable } from '../deliver/end';
import type { WireReply, WireRequest } from '../deliver/wire';
import { xeroKinds, type OperationKind, type XeroKind } from '../model/operation';
import { SidecarError } from '../shared/errors';
import { readElements, refusalIn } from './answers';
import type { XeroClient } from './client';
import { XeroLookup } from './lookup';
import { batchLimitOf, buildWrite, callOf } from './writes';

/** Xero's end of the road, for one organisation. */
export class XeroEnd implements End {
  readonly target = 'xero';

  constructor(
    private readonly client: XeroClient,
    private readonly tenantId: string,
  ) {}

  groupOf(operation: Pick<Sendable, 'kind' | 'document'>): string {
    return callOf(xeroKind(operation.kind), operation.document);
  }

  limitOf(kind: OperationKind): number {
    return batchLimitOf(xeroKind(kind));
  }

  readsToBuild(kind: OperationKind): boolean {
    return kind === 'contactGroup.assign' || kind === 'allocation.delete';
  }

  build(operations: readonly Sendable[], idempotencyKey: string, call: Call): Promise<WireRequest> {
    return buildWrite(this.client, this.tenantId, operations.map(forXero), idempotencyKey, call);
  }

  send(tenantId: string, request: WireRequest): Promise<WireReply> {
    return this.client.send(tenantId, request);
  }

  read(operations: readonly Sendable[], reply: WireReply) {
    return readElements(operations.map(forXero), reply);
  }

  readRefusal(reply: WireReply): readonly string[] {
    return refusalIn(reply);
  }

  find(operations: readonly Sendable[], sinceMs: number | null, call: Call) {
    return new XeroLookup(this.client, this.tenantId, call).find(operations.map(forXero), sinceMs);
  }
}

function xeroKind(kind: OperationKind): XeroKind {
  const found = xeroKinds.find((candidate) => candidate === kind);
  if (found === undefined) throw new SidecarError('LL-9001', `${kind} is no operation for Xero.`);
  return found;
}

const forXero = (operation: Sendable): Sendable & { kind: XeroKind } => ({
  ...operation,
  kind: xeroKind(operation.kind),
});
