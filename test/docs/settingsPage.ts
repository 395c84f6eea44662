import { settingFields, type SettingField } from '../../sidecar/src/settings/fields';

/** What each section is about, and what no single field can say. */
const sections: Readonly<Record<string, string>> = {
  contacts:
    'Who a document is made out to. A buyer is found by stored link, contact number, then e-mail; a name alone never finds anybody.',
  sales: 'When documents appear in Xero, how they are numbered and dated, and in which status.',
  accounts: 'Where each kind of line is booked. Codes of Xero accounts, in quotes: a bare `090` would lose its zero.',
  tax: 'Which Xero tax type each line carries. Types are never chosen by percentage: what is not mapped is held.',
  payments: 'Where captured money is booked. A method that is not listed is held.',
  refunds: 'How a credit note is settled.',
  items: 'Products as Xero items.',
  stock:
    'Quantities. These hold for the whole shop: only those under `defaults` count (`mode` and `tenant` too), as a SKU belongs to no website.',
  audit: 'What Xero and Magento say about where a document came from.',
};

const inline = (text: string): string => text.replace(/\|/g, '\\|').replace(/\n/g, ' ');

function fallbackText(value: unknown): string {
  if (value === undefined) return '';
  if (typeof value === 'string') return value === '' ? 'empty' : `\`${value}\``;
  if (value === null) return '`null`';
  if (typeof value === 'object') {
    const entries = Object.entries(value);
    return entries.length === 0
      ? 'empty'
      : entries.map(([key, item]) => `\`${key}: ${JSON.stringify(item).replaceAll('"', '')}\``).join(', ');
  }
  return `\`${JSON.stringify(value)}\``;
}

const row = (field: SettingField): string =>
  `| \`${field.path}\` | ${field.element.length > 0 ? 'list, see below' : inline(field.type)} | ${inline(fallbackText(field.fallback))} | ${inline(field.description)} |`;

const head = '| Field | Takes | Default | What it does |\n|---|---|---|---|';

/** docs/settings.md, from the schema in sidecar/src/model/settings.ts. Throws when a field says nothing about itself. */
export function settingsPage(): string {
  const silent = settingFields
    .flatMap((field) => [field, ...field.element])
    .find((field) => field.kind !== 'section' && field.description === '');
  if (silent !== undefined) throw new Error(`the setting ${silent.path} has no description`);
  const top = settingFields.filter((field) => !field.path.includes('.') && field.kind !== 'section');
  const parts = Object.entries(sections).map(([name, about]) => {
    const own = settingFields.filter((field) => field.path.startsWith(`${name}.`) && field.kind !== 'section');
    const elements = own.filter((field) => field.element.length > 0).map(elementTable);
    return [`## ${name}\n\n${about}\n\n${head}\n${own.map(row).join('\n')}\n`, ...elements].join('\n');
  });
  const missing = settingFields.find(
    (field) => field.kind === 'section' && !field.path.includes('.') && !(field.path in sections),
  );
  if (missing !== undefined) throw new Error(`the section ${missing.path} is not introduced in docs/settings.md`);
  return [
    '# Settings',
    '',
    '<!-- Generated from sidecar/src/model/settings.ts by `npm run docs`; do not edit. -->',
    '',
    introduction,
    `## For each website\n\n${head}\n${top.map(row).join('\n')}\n`,
    ...top.filter((field) => field.element.length > 0).map(elementTable),
    ...parts,
    magentoFile,
  ].join('\n');
}

const elementTable = (field: SettingField): string =>
  `Each element of \`${field.path}\`:\n\n${head}\n${field.element.map(row).join('\n')}\n`;

const introduction = `Settings come from Magento's store configuration, or from a YAML file named by \`SETTINGS_FILE\`; both have this shape. \`defaults\` hold for
every website, \`websites.<id>\` overrides them, deep: maps are merged key by key, lists are replaced. A name that no setting has is refused,
and every fault is named at once.

\`\`\`yaml
version: 1
defaults:
  mode: preview
  accounts: { sales: "200", shipping: "205" }
  tax: { rates: { AU-GST: OUTPUT }, export: EXEMPTEXPORT, classes: { "0": EXEMPTOUTPUT } }
  payments: { methods: { stripe_payments: { account: "093" } } }
websites:
  "2": { mode: "off" }
\`\`\`

\`npx ledgerlink settings propose --organisation <file> [--magento <file>]\` writes a complete, commented file with the best guess for every map.
Guesses stand in \`unconfirmed\`; planning uses them, but with mode \`live\` nothing is written that rests on one. Check each, take it off the
list, then \`npx ledgerlink settings check --settings <file> --organisation <file>\`: it refuses an account, a tax type or a tracking option that
the organisation lacks, and a tax type that Xero does not allow on its account, and lists what exists.

A changed setting never rewrites documents that are in Xero already: each link remembers the version of the settings it was made with.
`;

const magentoFile = `## The files for \`settings propose\`

\`--organisation\`: Xero's answers under the names \`Organisation\`, \`Accounts\`, \`TaxRates\`, \`TrackingCategories\`, \`Currencies\` and \`Users\`, each the
whole answer or the bare array.

\`--magento\`: what the shop's REST API answers, each the whole answer (\`{ "items": [...] }\`) or the bare array; whatever is missing is not
guessed from.

| Name | From | Used for |
|---|---|---|
| \`taxRates\` | \`GET /V1/taxRates/search\` | \`tax.rates\`: by rate, name and country together |
| \`taxRules\` | \`GET /V1/taxRules/search\` | which classes are untaxed at home; lines with several rates |
| \`taxClasses\` | \`GET /V1/taxClasses/search\` | \`tax.classes\` |
| \`paymentMethods\` | \`[{ "code", "title" }]\`, as \`GET /V1/carts/:id/payment-methods\` lists them | \`payments.methods\`, \`sales.triggers.methods\` |
| \`storeConfigs\` | \`GET /V1/store/storeConfigs\` | websites in another base currency |
| \`customerGroups\` | \`GET /V1/customerGroups/search\` | \`contacts.groups\`, \`sales.terms.groups\` |
`;
