import type { DirectoryContact, DirectoryItem } from '../model/directory';
import type { Seen, XeroType } from '../model/link';
import type { OperationKind } from '../model/operation';
import type { WireReply, WireRequest } from './wire';

/** An operation whose references are resolved: what an end can send. */
export interface Sendable {
  readonly id: string;
  readonly kind: OperationKind;
  readonly recordKey: string;
  readonly part: string;
  readonly naturalKey: string;
  /** The other side's own JSON (Xero's or Magento's field names), ids where references stood. */
  readonly document: Readonly<Record<string, unknown>>;
}

/** What became of one element of a call. */
export type ElementResult =
  | {
      readonly ok: true;
      /** Null: this kind makes no document of its own (updates of groups, write-back). */
      readonly document: WrittenDocument | null;
      /** Warnings that the other side gave although it took the element. */
      readonly messages: readonly string[];
    }
  | { readonly ok: false; readonly messages: readonly string[] };

export interface WrittenDocument {
  readonly xeroType: XeroType;
  readonly xeroId: string;
  readonly xeroNumber: string | null;
  readonly seen: Seen;
  /** The same contact or item, for our mirror of them. */
  readonly contact?: DirectoryContact;
  readonly item?: DirectoryItem;
}

/** A document that was found by an operation's natural key, with what must agree before it may be adopted. */
export interface FoundDocument extends WrittenDocument {
  readonly contactId: string | null;
  readonly reference: string | null;
  /** Decimal text: the document's total, a payment's or an allocation's amount. */
  readonly total: string | null;
  /** False: voided, deleted or archived. */
  readonly live: boolean;
}

/** Makes a read or a preparing call through the gates; what it costs is counted. */
export type Call = (request: WireRequest) => Promise<WireReply>;

/**
 * One of the two ends of the road. It knows routes and shapes, and decides nothing: what an answer means, whether to try again and
 * what to store is the road's business.
 */
export interface End {
  readonly target: 'xero' | 'magento';
  /** Operations may share a call exactly when this is the same, e.g. `PUT /Invoices`. */
  groupOf(operation: Pick<Sendable, 'kind' | 'document'>): string;
  /** Building such a request needs a look at the other side first. */
  readsToBuild(kind: OperationKind): boolean;
  /** How many operations of this kind one call may carry. */
  limitOf(kind: OperationKind): number;
  build(operations: readonly Sendable[], idempotencyKey: string, call: Call): Promise<WireRequest>;
  send(tenantId: string, request: WireRequest): Promise<WireReply>;
  /** One result per operation, in their order, of a 2xx answer. Undefined: the answer can't be matched to what was sent. */
  read(operations: readonly Sendable[], reply: WireReply): readonly ElementResult[] | undefined;
  /** Messages of a whole-call refusal (4xx), with those of each element where the other side said so. */
  readRefusal(reply: WireReply): readonly string[];
  /**
   * Looks documents up by natural key, in bulk. `sinceMs`: when the first of them may have been written (with a margin), so that lists
   * can be narrowed; null: at any time. Undefined per operation: it does not exist.
   */
  find(
    operations: readonly Sendable[],
    sinceMs: number | null,
    call: Call,
  ): Promise<readonly (FoundDocument | undefined)[]>;
}
