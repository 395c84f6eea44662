import type { DirectoryItem } from '../model/directory';
import type { XeroItem } from '../model/document';
import type { HoldCode } from '../model/hold';
import type { Operation } from '../model/operation';
import type { Plan, PlanInput } from '../model/plan';
import { partRef, productKey, tenantId } from '../model/record';
import type { WebsiteSettings } from '../model/settings';
import type { ProductSnapshot, Snapshot } from '../model/snapshot';
import { canonicalJson, fingerprint } from '../shared/ids';
import { isZero, money, plain, round } from '../shared/money';
import { cleanText } from './contactFields';
import { itemCodeFor } from './itemCode';
import { textAt } from './contactFacts';

export { itemCodeFor } from './itemCode';

export type ProductInput = Omit<PlanInput, 'snapshot'> & {
  readonly snapshot: Extract<Snapshot, { recordType: 'product' }>;
};

const nothing: Plan = { operations: [], holds: [], needs: [] };

/** A product's item in Xero: created, adopted by its code, or brought up to date by what changed. */
export function planItem(input: ProductInput, settings: WebsiteSettings): Plan {
  const { snapshot, links, directory, organisation } = input;
  // A deleted product leaves its item: documents name it.
  if (!settings.items.enabled || snapshot.deleted || organisation === undefined) return nothing;
  const { product } = snapshot.data;
  if (!isSoldByItself(snapshot.data)) return nothing;
  const key = productKey(product.id);
  const tenant = tenantId(organisation.tenantId);
  const code = itemCodeFor(product.sku, settings);
  const hold = (holdCode: HoldCode, subject: string, message: string, nextStep: string): Plan => ({
    ...nothing,
    holds: [{ recordKey: key, part: 'item', tenantId: tenant, code: holdCode, subject, message, nextStep }],
  });
  const wanted = wantedItem(snapshot.data, settings, code);
  const salesAccount = wanted.SalesDetails?.AccountCode;
  for (const account of [
    salesAccount,
    wanted.PurchaseDetails?.AccountCode,
    wanted.PurchaseDetails?.COGSAccountCode,
    wanted.InventoryAssetAccountCode,
  ])
    if (account !== undefined && !organisation.Accounts.some((row) => row.Code === account && row.Status === 'ACTIVE'))
      return hold(
        'account.unknown',
        account,
        `Account ${account}, which items of this kind use, does not exist in Xero or is archived.`,
        'Correct the account under items, accounts or stock in the settings, or restore it in Xero.',
      );

  const link = links.find(key, 'item', 'Item');
  const known = directory.itemByCode(code);
  const other = known === undefined ? undefined : links.byXeroId('Item', known.ItemID);
  if (known !== undefined && known.ItemID !== link?.xeroId && other !== undefined && other.recordKey !== key)
    return hold(
      'item.code',
      code,
      `The item code ${code} already stands for another product of this shop (${other.recordKey}).`,
      'Give one of the two products another SKU.',
    );
  if (link !== undefined && known !== undefined && known.ItemID !== link.xeroId)
    return hold(
      'item.code',
      code,
      `The SKU became ${product.sku}, but Xero already has another item with the code ${code}.`,
      'Rename or delete that item in Xero, or take the SKU back in Magento.',
    );

  const inputFingerprint = fingerprint({ product: productFacts(snapshot.data) });
  const label = `Product ${product.sku}`;
  const operation = (kind: 'item.create' | 'item.update', document: XeroItem, reason: string): Plan => {
    if (input.explain !== undefined)
      for (const [field, value] of Object.entries(document))
        input.explain({
          ref: partRef(key, 'item'),
          field,
          value: typeof value === 'string' ? value : JSON.stringify(value),
          from: sources[field] ?? 'settings items, stock',
        });
    const planned: Operation = {
      kind,
      recordKey: key,
      part: 'item',
      tenantId: tenant,
      naturalKey: code,
      dependsOn: [],
      document,
      inputFingerprint,
      documentFingerprint: fingerprint(document),
      reason,
      pins: { settingsVersion: input.settings.version },
    };
    return { ...nothing, operations: [planned] };
  };

  if (link !== undefined) {
    if (link.inputFingerprint === inputFingerprint) return nothing;
    const changed = changedItem(link.document, wanted);
    const fields = Object.keys(changed);
    if (fields.length === 0) return nothing;
    return operation(
      'item.update',
      { ItemID: link.xeroId, Code: code, ...changed },
      `${label} was changed in Magento: ${fields.join(', ')}`,
    );
  }
  if (known !== undefined)
    return operation('item.update', adopted(known, wanted), `${label} was found in Xero by its code ${code}`);
  return operation('item.create', wanted, `${label} is new to Xero`);
}

const sources: Readonly<Record<string, string>> = {
  Code: 'product.sku',
  Name: 'product.name',
  Description: 'product.name',
  SalesDetails: 'product.price and settings items.sales_account, accounts',
  PurchaseDetails: 'product cost and settings items.purchase_account, stock.cogs_account',
  InventoryAssetAccountCode: 'settings stock.asset_account',
};

/** Configurable and grouped products and dynamic bundles are sold as their parts, which have items of their own. */
function isSoldByItself({ product }: ProductSnapshot): boolean {
  if (product.type_id === 'configurable' || product.type_id === 'grouped') return false;
  return product.type_id !== 'bundle' || attribute(product, 'price_type') === '1';
}

const attribute = (product: ProductSnapshot['product'], code: string): string | undefined =>
  textAt(product, `custom_attributes.${code}`);

const costOf = (product: ProductSnapshot['product']): string | undefined => product.cost ?? attribute(product, 'cost');

/** The Magento facts that decide whether an item is touched at all. */
const productFacts = ({ product }: ProductSnapshot) => ({
  sku: product.sku,
  name: product.name,
  price: product.price === undefined ? undefined : plain(money(product.price)),
  cost: costOf(product) === undefined ? undefined : plain(money(costOf(product))),
});

function wantedItem({ product }: ProductSnapshot, settings: WebsiteSettings, code: string): XeroItem {
  const { accounts, items, stock } = settings;
  const name = cleanText(product.name, 4000) ?? product.sku;
  const sku = product.sku.trim();
  const byAttribute =
    accounts.by_attribute === null
      ? undefined
      : accounts.by_attribute.map[attribute(product, accounts.by_attribute.attribute) ?? ''];
  const sales =
    items.sales_account ??
    byAttribute ??
    accounts.by_product_type[product.type_id ?? ''] ??
    accounts.by_tax_class[attribute(product, 'tax_class_id') ?? ''] ??
    accounts.sales;
  const price = unitPrice(product.price);
  const cost = unitPrice(costOf(product));
  const tracked = isTracked(product, settings) ? { asset: stock.asset_account, cogs: stock.cogs_account } : undefined;
  const purchaseAccount = tracked === undefined ? items.purchase_account : null;
  const salesDetails = {
    ...(price === undefined ? {} : { UnitPrice: price }),
    ...(sales === null ? {} : { AccountCode: sales }),
  };
  const purchaseDetails = {
    ...(cost === undefined ? {} : { UnitPrice: cost }),
    ...(purchaseAccount === null ? {} : { AccountCode: purchaseAccount }),
    ...(tracked === undefined || tracked.cogs === null ? {} : { COGSAccountCode: tracked.cogs }),
  };
  return {
    Code: code,
    Name: cleanText(name, 50) ?? code.slice(0, 50),
    // A shortened code no longer says the SKU, so the description does.
    Description: cleanText(code.endsWith(sku) ? name : `${name.slice(0, 3900)} (SKU ${sku})`, 4000) ?? code,
    ...(Object.keys(salesDetails).length === 0 ? {} : { SalesDetails: salesDetails }),
    ...(Object.keys(purchaseDetails).length === 0 ? {} : { PurchaseDetails: purchaseDetails }),
    ...(tracked === undefined || tracked.asset === null ? {} : { InventoryAssetAccountCode: tracked.asset }),
  };
}

/** Xero tracks quantities of goods only, and only with both an asset and a cost of goods sold account. */
function isTracked(product: ProductSnapshot['product'], settings: WebsiteSettings): boolean {
  const { owner, asset_account: asset, cogs_account: cogs } = settings.stock;
  if (owner === 'off' || asset === null || cogs === null || product.type_id !== 'simple') return false;
  return product.extension_attributes?.stock_item?.manage_stock !== false;
}

/** Four decimals, as items are sent with `unitdp=4`. */
function unitPrice(value: string | undefined): string | undefined {
  if (value === undefined) return undefined;
  const price = round(money(value), 4);
  return isZero(price) ? undefined : plain(price);
}

/**
 * An item that was in Xero already keeps its accounts, its prices and whether it is tracked (which Xero does not let change once it
 * was used): the bookkeeper set them. Only its texts follow the shop.
 */
function adopted(known: DirectoryItem, wanted: XeroItem): XeroItem {
  const { Code, Name, Description } = wanted;
  return {
    ItemID: known.ItemID,
    ...(Code === undefined ? {} : { Code }),
    ...(Name === undefined ? {} : { Name }),
    ...(Description === undefined ? {} : { Description }),
  };
}

/**
 * What Magento changed since we last wrote. Prices only where we wrote them; accounts and tracking never (a changed account map does not
 * rewrite old items).
 */
function changedItem(written: unknown, wanted: XeroItem): XeroItem {
  const before = (typeof written === 'object' && written !== null ? written : {}) as XeroItem;
  const changed: Record<string, unknown> = {};
  for (const field of ['Code', 'Name', 'Description'] as const)
    if (wanted[field] !== before[field]) changed[field] = wanted[field];
  for (const field of ['SalesDetails', 'PurchaseDetails'] as const) {
    if (before[field] === undefined || wanted[field]?.UnitPrice === undefined) continue;
    const now = { ...before[field], UnitPrice: wanted[field].UnitPrice };
    if (canonicalJson(now) !== canonicalJson(before[field])) changed[field] = now;
  }
  return changed;
}
