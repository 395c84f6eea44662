import { createCreditNoteAllocations, createOverpaymentAllocations, deleteAllocation } from './allocations';
import {
  createBankTransactions,
  getBankTransaction,
  getOverpayment,
  listBankTransactions,
  listOverpayments,
} from './bank-transactions';
import type { Books } from './books';
import type { Answer, Call } from './call';
import { createContacts, getContact, listContacts, updateContact, updateOrCreateContacts } from './contacts';
import {
  addToGroup,
  createContactGroups,
  emptyGroup,
  getContactGroup,
  listContactGroups,
  removeFromGroup,
  updateContactGroup,
} from './contact-groups';
import {
  createCreditNotes,
  getCreditNote,
  listCreditNotes,
  updateCreditNote,
  updateOrCreateCreditNotes,
} from './credit-notes';
import { addHistory, getHistory } from './history';
import {
  createInvoices,
  emailInvoice,
  getInvoice,
  listInvoices,
  onlineInvoice,
  updateInvoice,
  updateOrCreateInvoices,
} from './invoices';
import { createItems, deleteItem, getItem, listItems, updateItem, updateOrCreateItems } from './items';
import { createPayment, createPayments, deletePayment, getPayment, listPayments } from './payments';
import {
  getAccount,
  getOrganisation,
  getOrganisationActions,
  getTaxRate,
  getTrackingCategory,
  listAccounts,
  listBrandingThemes,
  listCurrencies,
  listTaxRates,
  listTrackingCategories,
  listUsers,
} from './settings';

export interface Route {
  readonly method: string;
  /** Below /api.xro/2.0, with `:name` for a variable part. */
  readonly path: string;
  /** Any one of these scopes allows it. */
  readonly scopes: readonly string[];
  /** Query parameters it knows. */
  readonly query: readonly string[];
  /** Whether it knows If-Modified-Since. */
  readonly since: boolean;
  readonly handle: (call: Call) => Answer;
}

type Scope = 'invoices' | 'payments' | 'banktransactions' | 'contacts' | 'settings' | 'items';

/** Granular scopes; reading is allowed by the plain scope and by its `.read` form. `transactions` is the old wide one. */
const scopeNames: Readonly<Record<Scope, readonly string[]>> = {
  invoices: ['accounting.invoices', 'accounting.transactions'],
  items: ['accounting.invoices', 'accounting.settings', 'accounting.transactions'],
  payments: ['accounting.payments', 'accounting.transactions'],
  banktransactions: ['accounting.banktransactions', 'accounting.transactions'],
  contacts: ['accounting.contacts'],
  settings: ['accounting.settings'],
};

const listQuery = ['where', 'order'];
const pagedQuery = [...listQuery, 'page', 'pageSize'];

function route(
  method: string,
  path: string,
  scope: Scope,
  handle: Route['handle'],
  query: readonly string[] = [],
  since = false,
): Route {
  const write = scopeNames[scope];
  const scopes = method === 'GET' ? [...write, ...write.map((name) => `${name}.read`)] : write;
  return { method, path, scopes, query, since, handle };
}

function historyRoutes(collection: string, scope: Scope, exists: (books: Books, id: string) => boolean): Route[] {
  return [
    route('GET', `/${collection}/:id/History`, scope, getHistory(exists)),
    route('PUT', `/${collection}/:id/History`, scope, addHistory(exists)),
  ];
}

const batch = ['summarizeErrors'];
const documents = ['summarizeErrors', 'unitdp'];
const invoices = [...documents, 'allowBackorders'];

export const routes: readonly Route[] = [
  route('GET', '/Organisation', 'settings', getOrganisation),
  route('GET', '/Organisations', 'settings', getOrganisation),
  route('GET', '/Organisation/Actions', 'settings', getOrganisationActions),
  route('GET', '/Accounts', 'settings', listAccounts, listQuery, true),
  route('GET', '/Accounts/:id', 'settings', getAccount),
  route('GET', '/TaxRates', 'settings', listTaxRates, listQuery),
  route('GET', '/TaxRates/:id', 'settings', getTaxRate),
  route('GET', '/TrackingCategories', 'settings', listTrackingCategories, [...listQuery, 'includeArchived']),
  route('GET', '/TrackingCategories/:id', 'settings', getTrackingCategory),
  route('GET', '/Currencies', 'settings', listCurrencies, listQuery),
  route('GET', '/Users', 'settings', listUsers, listQuery, true),
  route('GET', '/BrandingThemes', 'settings', listBrandingThemes),

  route(
    'GET',
    '/Contacts',
    'contacts',
    listContacts,
    [...pagedQuery, 'IDs', 'includeArchived', 'summaryOnly', 'searchTerm'],
    true,
  ),
  route('PUT', '/Contacts', 'contacts', createContacts, batch),
  route('POST', '/Contacts', 'contacts', updateOrCreateContacts, batch),
  route('GET', '/Contacts/:id', 'contacts', getContact),
  route('POST', '/Contacts/:id', 'contacts', updateContact),
  ...historyRoutes('Contacts', 'contacts', (books, id) => books.contacts.get(id) !== undefined),

  route('GET', '/ContactGroups', 'contacts', listContactGroups, listQuery),
  route('PUT', '/ContactGroups', 'contacts', createContactGroups),
  route('GET', '/ContactGroups/:id', 'contacts', getContactGroup),
  route('POST', '/ContactGroups/:id', 'contacts', updateContactGroup),
  route('PUT', '/ContactGroups/:id/Contacts', 'contacts', addToGroup),
  route('DELETE', '/ContactGroups/:id/Contacts', 'contacts', emptyGroup),
  route('DELETE', '/ContactGroups/:id/Contacts/:contactId', 'contacts', removeFromGroup),

  route(
    'GET',
    '/Invoices',
    'invoices',
    listInvoices,
    [
      ...pagedQuery,
      'IDs',
      'InvoiceNumbers',
      'ContactIDs',
      'Statuses',
      'includeArchived',
      'createdByMyApp',
      'unitdp',
      'summaryOnly',
      'searchTerm',
    ],
    true,
  ),
  route('PUT', '/Invoices', 'invoices', createInvoices, invoices),
  route('POST', '/Invoices', 'invoices', updateOrCreateInvoices, invoices),
  route('GET', '/Invoices/:id', 'invoices', getInvoice, ['unitdp']),
  route('POST', '/Invoices/:id', 'invoices', updateInvoice, ['unitdp', 'allowBackorders']),
  route('GET', '/Invoices/:id/OnlineInvoice', 'invoices', onlineInvoice),
  route('POST', '/Invoices/:id/Email', 'invoices', emailInvoice),
  ...historyRoutes('Invoices', 'invoices', (books, id) => books.invoices.get(id) !== undefined),

  route('GET', '/CreditNotes', 'invoices', listCreditNotes, [...pagedQuery, 'unitdp'], true),
  route('PUT', '/CreditNotes', 'invoices', createCreditNotes, documents),
  route('POST', '/CreditNotes', 'invoices', updateOrCreateCreditNotes, documents),
  route('GET', '/CreditNotes/:id', 'invoices', getCreditNote, ['unitdp']),
  route('POST', '/CreditNotes/:id', 'invoices', updateCreditNote, ['unitdp']),
  route('PUT', '/CreditNotes/:id/Allocations', 'invoices', createCreditNoteAllocations, batch),
  route('DELETE', '/CreditNotes/:id/Allocations/:allocationId', 'invoices', deleteAllocation),
  ...historyRoutes('CreditNotes', 'invoices', (books, id) => books.creditNotes.get(id) !== undefined),

  route('GET', '/Payments', 'payments', listPayments, pagedQuery, true),
  route('PUT', '/Payments', 'payments', createPayments, batch),
  route('POST', '/Payments', 'payments', createPayment),
  route('GET', '/Payments/:id', 'payments', getPayment),
  route('POST', '/Payments/:id', 'payments', deletePayment),
  ...historyRoutes('Payments', 'payments', (books, id) => books.payments.get(id) !== undefined),

  route('GET', '/Overpayments', 'payments', listOverpayments, [...pagedQuery, 'unitdp', 'References'], true),
  route('GET', '/Overpayments/:id', 'payments', getOverpayment),
  route('PUT', '/Overpayments/:id/Allocations', 'payments', createOverpaymentAllocations, batch),
  route('DELETE', '/Overpayments/:id/Allocations/:allocationId', 'payments', deleteAllocation),
  ...historyRoutes('Overpayments', 'payments', (books, id) => books.overpayments.get(id) !== undefined),

  route(
    'GET',
    '/BankTransactions',
    'banktransactions',
    listBankTransactions,
    [...pagedQuery, 'unitdp', 'References'],
    true,
  ),
  route('PUT', '/BankTransactions', 'banktransactions', createBankTransactions, documents),
  route('GET', '/BankTransactions/:id', 'banktransactions', getBankTransaction, ['unitdp']),
  ...historyRoutes('BankTransactions', 'banktransactions', (books, id) => books.bankTransactions.get(id) !== undefined),

  route('GET', '/Items', 'items', listItems, [...listQuery, 'unitdp'], true),
  route('PUT', '/Items', 'items', createItems, documents),
  route('POST', '/Items', 'items', updateOrCreateItems, documents),
  route('GET', '/Items/:id', 'items', getItem, ['unitdp']),
  route('POST', '/Items/:id', 'items', updateItem, ['unitdp']),
  route('DELETE', '/Items/:id', 'items', deleteItem),
  ...historyRoutes('Items', 'items', (books, id) => books.items.get(id) !== undefined),
];

/** The route for a path below /api.xro/2.0, with its variable parts decoded. */
export function findRoute(method: string, path: string): { route: Route; params: Record<string, string> } | undefined {
  const parts = path.split('/');
  for (const candidate of routes) {
    if (candidate.method !== method) continue;
    const pattern = candidate.path.split('/');
    if (pattern.length !== parts.length) continue;
    const params: Record<string, string> = {};
    const fits = pattern.every((part, index) => {
      const given = parts[index] ?? '';
      if (!part.startsWith(':')) return part === given;
      if (given === '') return false;
      params[part.slice(1)] = decodeURIComponent(given);
      return true;
    });
    if (fits) return { route: candidate, params };
  }
  return undefined;
}
