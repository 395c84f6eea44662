import type { DecimalText } from '../shared/money';
import type { Directory } from './directory';
import type { Hold, Need } from './hold';
import type { Link, XeroType } from './link';
import type { Operation } from './operation';
import type { Organisation } from './organisation';
import type { InstanceId, Part, RecordKey } from './record';
import type { Settings } from './settings';
import type { Snapshot } from './snapshot';

/** What is known of documents already written: for this record, its contact and its products. */
export interface LinkBook {
  /** All links of one record, in the tenant being planned. */
  of(recordKey: RecordKey): readonly Link[];
  find(recordKey: RecordKey, part: Part, xeroType: XeroType): Link | undefined;
  /** The link that already uses this Xero document (a contact may serve several records). */
  byXeroId(xeroType: XeroType, xeroId: string): Link | undefined;
  /** The link whose document has this number, of any record: two store views may count with the same prefix. */
  byNumber?(xeroType: XeroType, xeroNumber: string): Link | undefined;
}

export function linkBookFrom(links: readonly Link[]): LinkBook {
  return {
    of: (recordKey) => links.filter((link) => link.recordKey === recordKey),
    find: (recordKey, part, xeroType) =>
      links.find((link) => link.recordKey === recordKey && link.part === part && link.xeroType === xeroType),
    byXeroId: (xeroType, xeroId) => links.find((link) => link.xeroType === xeroType && link.xeroId === xeroId),
    byNumber: (xeroType, xeroNumber) =>
      links.find((link) => link.xeroType === xeroType && link.xeroNumber === xeroNumber),
  };
}

/**
 * What one order holds of one SKU, as pieces: both sides' view of the same sale. Orders where nothing is open (`posted` is what was
 * shipped or refunded, `returned` is what was restocked) may be left out.
 */
export interface StockMovement {
  readonly recordKey: RecordKey;
  /** On approved invoices in Xero, with the item's code. */
  readonly posted: DecimalText;
  /** On approved credit notes in Xero, with the item's code. */
  readonly returned: DecimalText;
  /** Left a source in Magento. */
  readonly shipped: DecimalText;
  /** Refunded without having been shipped: will never leave a source. */
  readonly refundedUnshipped: DecimalText;
  /** Put back into a source by credit memos. */
  readonly restocked: DecimalText;
  /** When Xero last took one of these documents, ISO UTC. */
  readonly postedAt?: string | undefined;
}

/** Everything planning may depend on. Nothing else goes in: no clock, no I/O, no randomness. */
export interface PlanInput {
  readonly instanceId: InstanceId;
  readonly recordKey: RecordKey;
  readonly snapshot: Snapshot;
  readonly settings: Settings;
  /** Undefined: not read yet; the plan then needs it. */
  readonly organisation: Organisation | undefined;
  readonly links: LinkBook;
  readonly directory: Directory;
  /** Records that Magento no longer has (a deleted customer): their orders stand on their own. Undefined: none is known to be gone. */
  readonly isGone?: ((recordKey: RecordKey) => boolean) | undefined;
  /** For a stock record only; undefined: not gathered, and the plan needs it. */
  readonly movements?: readonly StockMovement[] | undefined;
  /** ISO time, UTC: dates a cancellation, a late credit; never part of a fingerprint. */
  readonly now: string;
  /** Base of the sidecar's pages, for `Url`; undefined: no Url is sent. */
  readonly publicUrl?: string | undefined;
  /** Collects, per line and amount, which setting and which Magento field it came from. */
  readonly explain?: Explain | undefined;
}

export interface Explanation {
  /** e.g. `order:12/invoice:7`. */
  readonly ref: string;
  /** e.g. `LineItems[0].AccountCode`. */
  readonly field: string;
  readonly value: string;
  /** e.g. `settings accounts.sales` or `invoice.items[0].row_total + tax_amount`. */
  readonly from: string;
}
export type Explain = (explanation: Explanation) => void;

export interface Plan {
  readonly operations: readonly Operation[];
  readonly holds: readonly Hold[];
  readonly needs: readonly Need[];
}
