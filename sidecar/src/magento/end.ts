import { z } from 'zod';
import type { ElementResult, End, Sendable } from '../deliver/end';
import type { WireReply, WireRequest } from '../deliver/wire';
import type { OperationKind } from '../model/operation';
import { SidecarError } from '../shared/errors';
import { magentoMessages, type MagentoClient } from './client';

/** The module takes 1 to 200 references in a call. */
const referencesPerCall = 200;

const resultsSchema = z.array(
  z.object({ result: z.enum(['stored', 'stale', 'error']), message: z.string().nullish() }),
);

/** Magento's end of the road. Write-backs carry a revision, so sending one twice does no harm: nothing is ever looked up. */
export class MagentoEnd implements End {
  readonly target = 'magento';

  constructor(private readonly client: MagentoClient) {}

  groupOf(operation: Pick<Sendable, 'kind' | 'document'>): string {
    return operation.kind;
  }

  limitOf(kind: OperationKind): number {
    return kind === 'references.write' ? referencesPerCall : 1;
  }

  readsToBuild(): boolean {
    return false;
  }

  build(operations: readonly Sendable[]): Promise<WireRequest> {
    const references = operations.flatMap(referencesIn);
    return Promise.resolve({
      method: 'PUT',
      path: '/V1/ledgerlink/references',
      body: JSON.stringify({ references }),
      idempotencyKey: null,
    });
  }

  send(_tenantId: string, request: WireRequest): Promise<WireReply> {
    return this.client.send(request);
  }

  read(operations: readonly Sendable[], reply: WireReply): readonly ElementResult[] | undefined {
    let body: unknown;
    try {
      body = JSON.parse(reply.body);
    } catch {
      return undefined;
    }
    const results = resultsSchema.safeParse(body);
    if (!results.success) return undefined;
    const counts = operations.map((operation) => referencesIn(operation).length);
    if (results.data.length !== counts.reduce((sum, count) => sum + count, 0)) return undefined;
    let at = 0;
    return counts.map((count): ElementResult => {
      const own = results.data.slice(at, at + count);
      at += count;
      const errors = own.filter(({ result }) => result === 'error').map(({ message }) => message ?? 'no reason given');
      return errors.length === 0 ? { ok: true, document: null, messages: [] } : { ok: false, messages: errors };
    });
  }

  readRefusal(reply: WireReply): readonly string[] {
    return magentoMessages(reply);
  }

  find(operations: readonly Sendable[]): Promise<readonly undefined[]> {
    return Promise.resolve(operations.map(() => undefined));
  }
}

function referencesIn(operation: Sendable): readonly unknown[] {
  const { references } = operation.document;
  if (operation.kind !== 'references.write' || !Array.isArray(references))
    throw new SidecarError('LL-9001', `${operation.kind} can't be sent to Magento yet.`);
  return references;
}
