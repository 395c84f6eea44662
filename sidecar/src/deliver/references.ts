import type { MagentoReference } from '../model/document';
import type { XeroType } from '../model/link';
import { recordTypeOf, type Part, type RecordKey } from '../model/record';

/** What Magento is to show of one part of a record. */
export interface ReferenceFacts {
  readonly recordKey: RecordKey;
  readonly part: Part;
  readonly tenantId: string;
  readonly xeroType: XeroType;
  readonly xeroId: string | null;
  readonly xeroNumber: string | null;
  readonly status: MagentoReference['status'];
  readonly message: string | null;
  readonly revision: number;
}

const shownTypes = ['Contact', 'Invoice', 'CreditNote', 'Payment', 'Item'] as const;
const shownParts = /^(contact|order|item|(invoice|creditmemo|payment):[\w.:-]{1,48})$/;

/** The element of `PUT references`; undefined where Magento has no place for it (a guest has no record of its own, a refund no part). */
export function referenceOf(facts: ReferenceFacts): MagentoReference | undefined {
  const xero_type = shownTypes.find((type) => type === facts.xeroType);
  if (xero_type === undefined || !shownParts.test(facts.part)) return undefined;
  const record_type = recordTypeOf(facts.recordKey);
  if (record_type !== 'order' && record_type !== 'customer' && record_type !== 'product') return undefined;
  return {
    record_type,
    entity_id: Number(facts.recordKey.slice(record_type.length + 1)),
    part: facts.part,
    tenant_id: facts.tenantId,
    xero_type,
    xero_id: facts.xeroId,
    xero_number: facts.xeroNumber,
    status: facts.status,
    message: facts.message,
    url: facts.xeroId === null ? null : xeroPage(xero_type, facts.xeroId),
    revision: facts.revision,
  };
}

/** Where a person opens the document in Xero. */
export function xeroPage(type: (typeof shownTypes)[number], id: string): string {
  switch (type) {
    case 'Invoice':
      return `https://go.xero.com/AccountsReceivable/View.aspx?InvoiceID=${id}`;
    case 'CreditNote':
      return `https://go.xero.com/AccountsReceivable/ViewCreditNote.aspx?creditNoteID=${id}`;
    case 'Contact':
      return `https://go.xero.com/Contacts/View/${id}`;
    case 'Payment':
      return `https://go.xero.com/Bank/ViewTransaction.aspx?bankTransactionID=${id}`;
    case 'Item':
      return `https://go.xero.com/Inventory/Item/${id}`;
  }
}

/** Which document a part of a record stands for; undefined: none that Magento shows. */
export function xeroTypeOfPart(part: Part): XeroType | undefined {
  const [noun] = part.split(':');
  switch (noun) {
    case 'contact':
      return 'Contact';
    case 'order':
    case 'invoice':
      return 'Invoice';
    case 'creditmemo':
      return 'CreditNote';
    case 'payment':
      return 'Payment';
    case 'item':
      return 'Item';
    default:
      return undefined;
  }
}
