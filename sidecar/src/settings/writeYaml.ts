import { Document, isMap, isPair, isScalar, visit, type Pair } from 'yaml';
import { settingFields } from './fields';
import type { Proposal } from './propose';

const head = ` Ledgerlink settings, proposed from the Xero organisation and what was known of the shop.

 Nothing is written to Xero with mode "preview". Lines marked "please confirm" are guesses: check each, then take its path off the
 list "unconfirmed" at the end. With mode "live", what rests on an unconfirmed guess is held.
 Every field is described in docs/settings.md. Check a change with: npx ledgerlink settings check --settings <this file> --organisation <file>`;

const switches = /^(y|n|yes|no|on|off|true|false)$/i;

/** The proposal as a settings file: each field with its description above it, each guess with its evidence beside it. */
export function writeYaml(proposal: Proposal): string {
  const document = new Document(proposal.file);
  document.commentBefore = head;
  const fields = new Map(settingFields.map((field) => [field.path, field]));
  const openIn = (map: string) => proposal.open.filter((row) => row.map === map);
  visit(document, {
    Pair(_index, pair, ancestors) {
      const path = pathOf([...ancestors, pair].filter(isPair));
      if (path === undefined || path === '' || !isScalar(pair.key)) return;
      const field = fields.get(path);
      if (field !== undefined && field.kind !== 'section' && field.description !== '')
        pair.key.commentBefore = ` ${field.description}`;
      if (field?.kind === 'section' && !path.includes('.')) pair.key.spaceBefore = true;
      // Words that older YAML readers take for true and false, such as `off`: a script that rewrites this file must not turn them.
      if (isScalar(pair.value) && typeof pair.value.value === 'string' && switches.test(pair.value.value))
        pair.value.type = 'QUOTE_DOUBLE';
      const evidence = proposal.evidence.get(path);
      const beside = evidence === undefined ? undefined : ` please confirm${evidence === '' ? '' : ` (${evidence})`}`;
      if (beside !== undefined && isScalar(pair.value)) pair.value.comment = beside;
      if (beside !== undefined && isMap(pair.value)) pair.value.flow = true;
      if (beside !== undefined && isMap(pair.value)) pair.value.comment = beside;
      const open = openIn(path).map(({ key, why }) => ` ${JSON.stringify(key)}: ?   (${why})`);
      if (open.length > 0) {
        pair.key.commentBefore = [pair.key.commentBefore ?? '', ' No guess was possible for:', ...open].join('\n');
      }
    },
  });
  return document.toString({ lineWidth: 0 });
}

/** Path inside `defaults`, e.g. `tax.rates.AU-GST`; undefined elsewhere. */
function pathOf(pairs: readonly Pair[]): string | undefined {
  const keys = pairs.map((pair) => (isScalar(pair.key) ? String(pair.key.value) : ''));
  return keys[0] === 'defaults' ? keys.slice(1).join('.') : undefined;
}
