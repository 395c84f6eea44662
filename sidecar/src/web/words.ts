import type { Tone } from './layout';
import type { RecordState } from './pageData';

/** The bookkeeper's words for states and kinds; pages never show the program's own. */
export const recordStates: Readonly<Record<RecordState, { readonly text: string; readonly tone: Tone }>> = {
  synced: { text: 'In Xero', tone: 'ok' },
  working: { text: 'Being written', tone: 'info' },
  waiting: { text: 'Waiting', tone: 'warn' },
  held: { text: 'Needs a person', tone: 'bad' },
  preview: { text: 'Preview only', tone: 'info' },
  nothing: { text: 'Nothing to write', tone: 'info' },
};

const operationStates: Readonly<Record<string, { readonly text: string; readonly tone: Tone }>> = {
  preview: { text: 'Preview: would be written', tone: 'info' },
  waiting: { text: 'Waits for another document', tone: 'warn' },
  ready: { text: 'Next in line', tone: 'info' },
  sending: { text: 'Being sent', tone: 'info' },
  unknown: { text: 'Xero is being asked whether it arrived', tone: 'warn' },
  done: { text: 'Done', tone: 'ok' },
  held: { text: 'Needs a person', tone: 'bad' },
  superseded: { text: 'Replaced by a newer change', tone: 'info' },
  skipped: { text: 'Skipped', tone: 'warn' },
};
export const operationState = (state: string): { readonly text: string; readonly tone: Tone } =>
  operationStates[state] ?? { text: state, tone: 'info' };

const verbs: Readonly<Record<string, string>> = {
  create: 'Create',
  update: 'Update',
  void: 'Void',
  delete: 'Delete',
  assign: 'Assign',
  write: 'Write',
  invoice: 'Invoice',
};
const nouns: Readonly<Record<string, string>> = {
  contact: 'contact',
  contactGroup: 'contact group',
  invoice: 'invoice',
  payment: 'payment',
  creditNote: 'credit note',
  allocation: 'allocation of a credit note',
  refund: 'refund payment',
  overpayment: 'overpayment',
  item: 'item',
  stockAdjustment: 'stock adjustment',
  history: 'history note',
  references: 'Xero references into Magento',
  customer: 'customer in Magento',
  order: 'order in Magento',
  stock: 'stock in Magento',
};
/** `invoice.create` → `Create invoice`. */
export function operationKind(kind: string): string {
  const [noun = '', verb = ''] = kind.split('.');
  return `${verbs[verb] ?? verb} ${nouns[noun] ?? noun}`;
}

export const partName = (part: string): string => {
  const [noun = '', id] = part.split(':');
  const name =
    {
      creditmemo: 'credit memo',
      contact: 'contact',
      order: 'order',
      invoice: 'invoice',
      payment: 'payment',
      refund: 'refund',
      item: 'item',
    }[noun] ?? noun;
  return id === undefined ? name : `${name} ${id}`;
};
