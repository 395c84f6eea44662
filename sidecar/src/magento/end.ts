import { z } from 'zod';
import type { ElementResult, End, Sendable } from '../deliver/end';
import type { WireReply, WireRequest } from '../deliver/wire';
import { SidecarError } from '../shared/errors';
import { refusalOf, type MagentoClient } from './client';

const answerSchema = z.array(z.object({ result: z.enum(['stored', 'stale', 'error']), message: z.string().nullish() }));
const documentSchema = z.object({ references: z.array(z.unknown()).length(1) });

/** As many as `PUT references` takes. */
const referencesPerCall = 200;

/** Magento's end of the road: references written back, up to 200 a call, answered one by one. */
export class MagentoEnd implements End {
  readonly target = 'magento';

  constructor(private readonly client: MagentoClient) {}

  groupOf(operation: Pick<Sendable, 'kind'>): string {
    return operation.kind;
  }

  limitOf(): number {
    return referencesPerCall;
  }

  readsToBuild(): boolean {
    return false;
  }

  build(operations: readonly Sendable[]): Promise<WireRequest> {
    const other = operations.find((operation) => operation.kind !== 'references.write');
    if (other !== undefined) throw new SidecarError('LL-9001', `${other.kind} has no route to Magento.`);
    const references = operations.flatMap((operation) => documentSchema.parse(operation.document).references);
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

  /** `stale` is no failure: Magento shows something newer already. */
  read(operations: readonly Sendable[], reply: WireReply): readonly ElementResult[] | undefined {
    const answer = answerSchema.safeParse(jsonOf(reply.body));
    if (!answer.success || answer.data.length !== operations.length) return undefined;
    return answer.data.map(({ result, message }) =>
      result === 'error'
        ? { ok: false, messages: [message ?? 'Magento gave no reason.'] }
        : { ok: true, document: null, messages: result === 'stale' ? ['Magento has a newer reference.'] : [] },
    );
  }

  readRefusal(reply: WireReply): readonly string[] {
    return refusalOf(reply);
  }

  /** References carry a revision: writing one twice does no harm, so nothing is ever looked up. */
  find(operations: readonly Sendable[]): Promise<readonly undefined[]> {
    return Promise.resolve(operations.map(() => undefined));
  }
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}
