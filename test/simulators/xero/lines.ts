import type { Books } from './books';
import { cents, type Decimal, Decimal as D } from './decimal';
import { Rejected } from './errors';
import { children, decimal, text, type JsonObject } from './json';
import type {
  Account,
  DocumentStatus,
  DocumentType,
  Item,
  Line,
  LineAmountTypes,
  LineTracking,
  TaxRate,
} from './model';
import { lineTotals } from './totals';

export interface LineContext {
  readonly books: Books;
  readonly type: DocumentType;
  readonly status: DocumentStatus;
  readonly lineAmountTypes: LineAmountTypes;
  readonly unitdp: 2 | 4;
}

const postableSystemAccounts = new Set(['ROUNDING']);

/** Checks and works out the lines of a document; `before` are the lines it had, matched by LineItemID. */
export function readLines(context: LineContext, sent: readonly JsonObject[], before: readonly Line[]): Line[] {
  return sent.map((element) => {
    const id = text(element, 'LineItemID');
    const old = id === undefined ? undefined : before.find((line) => line.id === id.toLowerCase());
    if (id !== undefined && !old) throw new Rejected(`The LineItemID ${id} is not one of this document's lines.`);
    return readLine(context, old ? { ...sentFormOf(old, element), ...element } : element, old?.id);
  });
}

/** What a partial update of a line leaves out keeps its old value; amounts that follow from others are worked out anew. */
function sentFormOf(line: Line, change: JsonObject): JsonObject {
  const figures = ['Quantity', 'UnitAmount', 'LineAmount', 'DiscountRate', 'DiscountAmount', 'TaxType', 'TaxAmount'];
  const refigured = figures.some((name) => name in change);
  const form: JsonObject = {};
  if (line.description !== undefined) form.Description = line.description;
  if (line.itemCode !== undefined) form.ItemCode = line.itemCode;
  if (line.quantity !== undefined) form.Quantity = Number(line.quantity);
  if (line.unitAmount !== undefined) form.UnitAmount = Number(line.unitAmount);
  if (line.accountCode !== undefined) form.AccountCode = line.accountCode;
  if (line.taxType !== undefined) form.TaxType = line.taxType;
  if (!refigured && line.taxType !== undefined) form.TaxAmount = Number(line.taxAmount);
  form.Tracking = line.tracking.map((t) => ({ TrackingCategoryID: t.categoryId, TrackingOptionID: t.optionId }));
  return form;
}

function readLine(context: LineContext, element: JsonObject, oldId: string | undefined): Line {
  const { books } = context;
  const item = itemOf(books, element);
  const description = text(element, 'Description') ?? item?.description;
  if (text(element, 'Description') === '' || (description === undefined && !item)) {
    throw new Rejected('The description of a line must have at least one character.');
  }
  const id = oldId ?? books.newId();
  if (isDescriptionOnly(element)) {
    return {
      id,
      ...(description === undefined ? {} : { description }),
      taxAmount: '0.00',
      lineAmount: '0.00',
      tracking: [],
    };
  }
  refuseDiscountOnCredit(context, element);
  const account = accountOf(context, element, item);
  const rate = rateOf(context, element, account, item);
  const figures = {
    quantity: decimal(element, 'Quantity'),
    unitAmount:
      decimal(element, 'UnitAmount') ??
      (decimal(element, 'LineAmount') === undefined ? itemPrice(context, item) : undefined),
    lineAmount: decimal(element, 'LineAmount'),
    taxAmount: decimal(element, 'TaxAmount'),
    discountRate: decimal(element, 'DiscountRate'),
    discountAmount: decimal(element, 'DiscountAmount'),
  };
  if (figures.quantity?.abs().gte(new D('10000000000000'))) throw new Rejected('The quantity has more than 13 digits.');
  const result = lineTotals(figures, new D(rate?.rate ?? '0'), context.lineAmountTypes, context.unitdp, books.quirks);
  return {
    id,
    ...(description === undefined ? {} : { description }),
    ...(item ? { itemCode: item.code } : {}),
    quantity: result.quantity.toFixed(4),
    unitAmount: result.unitAmount.toFixed(4),
    ...(account?.code === undefined ? {} : { accountCode: account.code }),
    ...(account ? { accountId: account.id } : {}),
    ...(rate ? { taxType: rate.taxType } : {}),
    taxAmount: cents(result.taxAmount),
    lineAmount: cents(result.lineAmount),
    ...(figures.discountRate ? { discountRate: figures.discountRate.toFixed(4) } : {}),
    ...(figures.discountAmount ? { discountAmount: figures.discountAmount.toFixed(2) } : {}),
    tracking: trackingOf(books, element),
  };
}

function isDescriptionOnly(element: JsonObject): boolean {
  return (
    Object.keys(element).every((name) => ['Description', 'LineItemID', 'Tracking'].includes(name)) &&
    (children(element, 'Tracking') ?? []).length === 0
  );
}

function refuseDiscountOnCredit(context: LineContext, element: JsonObject): void {
  const discounted = decimal(element, 'DiscountRate') ?? decimal(element, 'DiscountAmount');
  if (discounted !== undefined && context.type !== 'ACCREC') {
    throw new Rejected('A discount can be given on the lines of sales invoices only.');
  }
}

function itemOf(books: Books, element: JsonObject): Item | undefined {
  const code = text(element, 'ItemCode');
  if (code === undefined || code === '') return undefined;
  const item = books.itemByCode(code);
  if (!item) throw new Rejected(`Item code '${code}' is not valid`);
  return item;
}

function isSale(context: LineContext): boolean {
  return context.type === 'ACCREC' || context.type === 'ACCRECCREDIT' || context.type === 'RECEIVE';
}

function itemPrice(context: LineContext, item: Item | undefined): Decimal | undefined {
  const price = isSale(context) ? item?.sales.unitPrice : item?.purchase.unitPrice;
  return price === undefined ? undefined : new D(price);
}

/** The account of a line: known, active, no bank account, no system account; required once approved. */
function accountOf(context: LineContext, element: JsonObject, item: Item | undefined): Account | undefined {
  const { books } = context;
  const id = text(element, 'AccountID');
  const itemCode = isSale(context)
    ? item?.sales.accountCode
    : (item?.inventoryAssetAccountCode ?? item?.purchase.accountCode);
  const mayUseItem = books.quirks.itemSuppliesAccount || (item?.isTracked === true && !isSale(context));
  const code = text(element, 'AccountCode') ?? (mayUseItem ? itemCode : undefined);
  if (id === undefined && (code === undefined || code === '')) {
    if (context.status === 'DRAFT') return undefined;
    throw new Rejected('Account must be valid.');
  }
  const account = id === undefined ? books.accountByCode(code ?? '') : books.accounts.get(id);
  const shown = code ?? id ?? '';
  if (!account) throw new Rejected(`Account code '${shown}' is not a valid code for this document.`);
  if (account.status !== 'ACTIVE') {
    throw new Rejected(
      `Account code '${shown}' has been archived, or deleted. Each line item must reference a valid account.`,
    );
  }
  const system = account.systemAccount !== undefined && !postableSystemAccounts.has(account.systemAccount);
  const untracked = account.type === 'INVENTORY' && item?.isTracked !== true;
  if (system || untracked || account.type === 'BANK')
    throw new Rejected(`Account code '${shown}' is not a valid code for this document.`);
  if (item?.isTracked === true && !isSale(context) && account.code !== item.inventoryAssetAccountCode) {
    throw new Rejected(`Account code '${shown}' is not a valid code for this document.`);
  }
  return account;
}

function rateOf(
  context: LineContext,
  element: JsonObject,
  account: Account | undefined,
  item: Item | undefined,
): TaxRate | undefined {
  const fromItem = isSale(context) ? item?.sales.taxType : item?.purchase.taxType;
  const noTax = context.lineAmountTypes === 'NoTax';
  const taxType = text(element, 'TaxType') ?? (noTax ? 'NONE' : (fromItem ?? account?.taxType));
  if (taxType === undefined) return undefined;
  const rate = context.books.taxRate(taxType);
  if (!rate) {
    if (noTax && text(element, 'TaxType') === undefined) return undefined;
    throw new Rejected('Tax rate must be valid.');
  }
  if (rate.status !== 'ACTIVE') throw new Rejected('Tax rate must be valid.');
  if (account && !rate.appliesTo.includes(account.class)) {
    throw new Rejected(
      `The TaxType code '${taxType}' cannot be used with account code '${account.code ?? account.id}'.`,
    );
  }
  return rate;
}

/** At most two categories, both known, with options that exist: the API makes none by itself. */
function trackingOf(books: Books, element: JsonObject): LineTracking[] {
  const sent = children(element, 'Tracking') ?? [];
  if (sent.length > 2) throw new Rejected('A line can have no more than two tracking categories.');
  const found = sent.map((entry): LineTracking => {
    const categoryId = text(entry, 'TrackingCategoryID')?.toLowerCase();
    const name = text(entry, 'Name');
    const category = books.tracking
      .all()
      .find(
        (c) =>
          c.status === 'ACTIVE' &&
          (categoryId === undefined ? c.name.toLowerCase() === name?.toLowerCase() : c.id === categoryId),
      );
    if (!category)
      throw new Rejected(`The tracking category '${name ?? categoryId ?? ''}' does not exist or is archived.`);
    const optionId = text(entry, 'TrackingOptionID')?.toLowerCase();
    const optionName = text(entry, 'Option');
    const option = category.options.find(
      (o) =>
        o.status === 'ACTIVE' &&
        (optionId === undefined ? o.name.toLowerCase() === optionName?.toLowerCase() : o.id === optionId),
    );
    if (!option)
      throw new Rejected(
        `The tracking option '${optionName ?? optionId ?? ''}' does not exist in '${category.name}' or is archived.`,
      );
    return { categoryId: category.id, optionId: option.id, name: category.name, option: option.name };
  });
  if (new Set(found.map((t) => t.categoryId)).size < found.length)
    throw new Rejected('A tracking category can be used once per line.');
  return found;
}
