import { cents, isZero, money as asMoney, plain, type Money } from '../../shared/money';
import { decodeEntities } from '../contactFields';
import type { OrderContext } from './context';
import type { SaleLine } from './lines';

/** Xero's limit for a line's description. */
const longest = 4000;

/** Cut at a word; only a single word longer than everything is cut inside. */
function cutAtWord(text: string, length: number = longest): string {
  if (text.length <= length) return text;
  const head = text.slice(0, length - 1);
  const space = head.search(/\s\S*$/);
  const kept = space > length / 2 ? head.slice(0, space) : head.replace(/[\uD800-\uDBFF]$/, '');
  return `${kept.trimEnd()}…`;
}

const clean = (text: string): string => (isPlain.test(text) ? text : cleaned(text));
/** Most names need nothing done: printable ASCII without entities or doubled spaces. */
const isPlain = /^(?:[!-%'-~]|(?<=[!-~]) (?=[!-~]))*$/;
const cleaned = (text: string): string =>
  decodeEntities(text)
    .replace(/[\p{Cc}\uFFFD]+/gu, ' ')
    .replace(/[ \t]+/g, ' ')
    .trim();

/** Name, options, SKU, discount; the quantity in words where the line is written as one piece. */
export function describe(context: OrderContext, line: SaleLine, quantityInWords: boolean): string {
  const item = line.item?.item;
  const parts = [clean(line.name)];
  if (line.kind === 'product' && line.item !== undefined) {
    const options = optionTexts(item?.product_option);
    if (options.length > 0) parts.push(`(${options.map(clean).join(', ')})`);
    if (item?.product_type === 'bundle' && line.item.children.length > 0)
      parts.push(
        `(${line.item.children.map((child) => `${plain(perPiece(child.qty_ordered, item.qty_ordered))} × ${clean(child.name ?? '')}`).join(', ')})`,
      );
    if (item?.sku !== undefined) parts.push(`[${item.sku}]`);
  }
  const text = parts.filter((part) => part !== '').join(' ');
  const counted = quantityInWords ? `${plain(line.quantity)} × ${text}` : text;
  const less =
    isZero(line.discount) || line.discount.lt('0') ? '' : `, less discount ${cents(line.discount)}${codeOf(context)}`;
  const whole = `${cutAtWord(counted, longest - less.length)}${less}`;
  return whole === '' ? 'Sale' : whole;
}

const perPiece = (part: string, whole: string): Money => {
  const pieces = asMoney(whole);
  return isZero(pieces) ? asMoney(part) : asMoney(part).div(pieces);
};

function codeOf({ order }: OrderContext): string {
  const code = order.coupon_code ?? order.discount_description;
  return code === undefined || code === '' ? '' : ` (${clean(code)})`;
}

/** Text that the buyer typed into custom options. Magento's answers give ids, not labels, for chosen ones: those say nothing to a reader. */
function optionTexts(option: unknown): string[] {
  const custom = field(field(option, 'extension_attributes'), 'custom_options');
  if (!Array.isArray(custom)) return [];
  return custom.flatMap((entry: unknown) => {
    const value = field(entry, 'option_value');
    return typeof value === 'string' && value !== '' && !/^[\d,]+$/.test(value) && value !== 'file' ? [value] : [];
  });
}

const field = (value: unknown, name: string): unknown =>
  typeof value === 'object' && value !== null ? (value as Readonly<Record<string, unknown>>)[name] : undefined;
