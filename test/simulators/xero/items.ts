import type { Books } from './books';
import { elementsOf, ok, param, writeMany, writeOne, type Answer, type Call } from './call';
import { Decimal, zero } from './decimal';
import { Rejected, notFound, validationException } from './errors';
import { child, decimal, flag, text, type JsonObject } from './json';
import { list } from './listing';
import type { Item, ItemPrice } from './model';
import type { Fields } from './query';
import { isGuid } from './validate';
import { fixed, money, wireMoment, type OutObject } from './wire';

export function listItems(call: Call): Answer {
  const { books } = call;
  const fields: Fields<Item> = {
    ItemID: { kind: 'guid', value: (i) => i.id, orderable: true },
    Code: { kind: 'text', value: (i) => i.code, orderable: true },
    UpdatedDateUTC: {
      kind: 'moment',
      value: (i) => new Date(i.updated).toISOString(),
      orderable: true,
      orderOnly: true,
    },
  };
  return list(call, {
    plural: 'Items',
    records: books.items.all(),
    fields,
    full: (item) => itemOut(item, call.unitdp),
  });
}

/** By ItemID or Code. */
function itemInPath(call: Call): Item {
  const key = param(call, 'id');
  const item = isGuid(key) ? call.books.items.get(key) : call.books.itemByCode(key);
  if (!item) throw notFound();
  return item;
}

export function getItem(call: Call): Answer {
  return ok(call, { Items: [itemOut(itemInPath(call), call.unitdp)] });
}

export function createItems(call: Call): Answer {
  return writeMany(call, 'Items', 'Item', 'ItemID', (element) => {
    if (text(element, 'ItemID') !== undefined) throw new Rejected('An ItemID cannot be given to a new item.');
    return itemOut(putItem(call.books, element, undefined), call.unitdp);
  });
}

/** POST: matched by ItemID, then Code. */
export function updateOrCreateItems(call: Call): Answer {
  return writeMany(call, 'Items', 'Item', 'ItemID', (element) => {
    const id = text(element, 'ItemID');
    const existing = id === undefined ? call.books.itemByCode(text(element, 'Code') ?? '') : call.books.items.get(id);
    if (id !== undefined && !existing)
      throw new Rejected('The document with the supplied id was not found for this endpoint.');
    return itemOut(putItem(call.books, element, existing), call.unitdp);
  });
}

export function updateItem(call: Call): Answer {
  const existing = itemInPath(call);
  const [element, ...more] = elementsOf(call, 'Items', 'Item');
  if (!element || more.length > 0) throw notFound();
  return writeOne(call, 'Items', 'Item', 'ItemID', element, (sent) =>
    itemOut(putItem(call.books, sent, existing), call.unitdp),
  );
}

export function deleteItem(call: Call): Answer {
  const item = itemInPath(call);
  if (item.isTracked && isUsed(call.books, item)) {
    throw validationException([
      { ItemID: item.id, ValidationErrors: [{ Message: 'The item cannot be deleted because it has transactions.' }] },
    ]);
  }
  call.books.items.remove(item.id);
  return { status: 204 };
}

function isUsed(books: Books, item: Item): boolean {
  return [books.invoices, books.creditNotes, books.bankTransactions].some((table) =>
    table.all().some((d) => d.status !== 'DELETED' && d.lines.some((line) => line.itemCode === item.code)),
  );
}

export function putItem(books: Books, element: JsonObject, existing: Item | undefined): Item {
  const code = text(element, 'Code') ?? existing?.code;
  if (code === undefined || code === '') throw new Rejected('Code is required.');
  const other = books.itemByCode(code);
  if (other && other.id !== existing?.id) throw new Rejected(`Price List Item with Code '${code}' already exists`);
  for (const name of [
    'QuantityOnHand',
    'TotalCostPool',
    'QuantityAvailable',
    'QuantityOnBackOrder',
    'IsTrackedAsInventory',
  ]) {
    if (name in element) throw new Rejected(`${name} cannot be set: it follows from documents and accounts.`);
  }
  const isSold = flag(element, 'IsSold') ?? existing?.isSold ?? true;
  const isPurchased = flag(element, 'IsPurchased') ?? existing?.isPurchased ?? true;
  const asset = text(element, 'InventoryAssetAccountCode') ?? existing?.inventoryAssetAccountCode;
  const purchase = isPurchased ? priceOf(child(element, 'PurchaseDetails'), existing?.purchase) : {};
  const sales = isSold ? priceOf(child(element, 'SalesDetails'), existing?.sales) : {};
  const isTracked = asset !== undefined && purchase.cogsAccountCode !== undefined;
  checkAccounts(books, asset, purchase, sales, isTracked);
  if (existing && existing.isTracked !== isTracked && isUsed(books, existing))
    throw new Rejected('Tracking cannot be changed once an item has transactions.');
  const name = text(element, 'Name') ?? existing?.name;
  const description = text(element, 'Description') ?? existing?.description;
  const purchaseDescription = text(element, 'PurchaseDescription') ?? existing?.purchaseDescription;
  return books.items.put({
    id: existing?.id ?? books.newId(),
    code,
    ...(name === undefined ? {} : { name }),
    ...(description === undefined ? {} : { description }),
    ...(purchaseDescription === undefined ? {} : { purchaseDescription }),
    isSold,
    isPurchased,
    isTracked,
    ...(asset === undefined ? {} : { inventoryAssetAccountCode: asset }),
    purchase,
    sales,
    quantityOnHand: existing?.quantityOnHand ?? '0.0000',
    totalCostPool: existing?.totalCostPool ?? '0.00',
    ...(existing?.stockedSince === undefined ? {} : { stockedSince: existing.stockedSince }),
    updated: books.clock.now(),
  });
}

function priceOf(sent: JsonObject | undefined, before: ItemPrice | undefined): ItemPrice {
  if (!sent) return before ?? {};
  const unitPrice = decimal(sent, 'UnitPrice')?.toFixed(4) ?? before?.unitPrice;
  const accountCode = text(sent, 'AccountCode') ?? before?.accountCode;
  const cogsAccountCode = text(sent, 'COGSAccountCode') ?? before?.cogsAccountCode;
  const taxType = text(sent, 'TaxType') ?? before?.taxType;
  return {
    ...(unitPrice === undefined ? {} : { unitPrice }),
    ...(accountCode === undefined ? {} : { accountCode }),
    ...(cogsAccountCode === undefined ? {} : { cogsAccountCode }),
    ...(taxType === undefined ? {} : { taxType }),
  };
}

function checkAccounts(
  books: Books,
  asset: string | undefined,
  purchase: ItemPrice,
  sales: ItemPrice,
  isTracked: boolean,
): void {
  const type = (code: string | undefined) => (code === undefined ? undefined : activeType(books, code));
  if (asset !== undefined && type(asset) !== 'INVENTORY')
    throw new Rejected(`Account code '${asset}' is not an inventory asset account.`);
  if ((asset === undefined) !== (purchase.cogsAccountCode === undefined)) {
    throw new Rejected('A tracked item needs InventoryAssetAccountCode and PurchaseDetails.COGSAccountCode together.');
  }
  if (isTracked && purchase.accountCode !== undefined)
    throw new Rejected('A tracked item cannot have PurchaseDetails.AccountCode.');
  if (purchase.cogsAccountCode !== undefined && type(purchase.cogsAccountCode) !== 'DIRECTCOSTS') {
    throw new Rejected(`Account code '${purchase.cogsAccountCode}' is not a cost of goods sold account.`);
  }
  for (const code of [purchase.accountCode, sales.accountCode]) type(code);
  for (const taxType of [purchase.taxType, sales.taxType]) {
    if (taxType !== undefined && !books.taxRate(taxType)) throw new Rejected('Tax rate must be valid.');
  }
}

function activeType(books: Books, code: string): string {
  const account = books.accountByCode(code);
  if (account?.status !== 'ACTIVE') throw new Rejected(`Account code '${code}' is not a valid code for this document.`);
  return account.type;
}

function itemOut(item: Item, unitdp: 2 | 4): OutObject {
  const onHand = new Decimal(item.quantityOnHand);
  const available = onHand.gt(zero) ? onHand : zero;
  const waiting = onHand.lt(zero) ? onHand.neg() : zero;
  return {
    ItemID: item.id,
    Code: item.code,
    Name: item.name,
    Description: item.description,
    PurchaseDescription: item.purchaseDescription,
    UpdatedDateUTC: wireMoment(item.updated),
    PurchaseDetails: priceOut(item.purchase, unitdp),
    SalesDetails: priceOut(item.sales, unitdp),
    InventoryAssetAccountCode: item.inventoryAssetAccountCode,
    IsTrackedAsInventory: item.isTracked,
    IsSold: item.isSold,
    IsPurchased: item.isPurchased,
    ...(item.isTracked
      ? {
          QuantityOnHand: fixed(available.toFixed(4), 4),
          QuantityAvailable: fixed(available.toFixed(4), 4),
          QuantityOnBackOrder: fixed(waiting.toFixed(4), 4),
          TotalCostPool: money(item.totalCostPool),
        }
      : {}),
  };
}

function priceOut(price: ItemPrice, unitdp: 2 | 4): OutObject {
  return {
    UnitPrice: price.unitPrice === undefined ? undefined : fixed(price.unitPrice, unitdp),
    AccountCode: price.accountCode,
    COGSAccountCode: price.cogsAccountCode,
    TaxType: price.taxType,
  };
}
