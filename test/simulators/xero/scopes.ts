/** What an app made since March 2026 can ask for: granular scopes. */
const granular = [
  'openid',
  'profile',
  'email',
  'offline_access',
  ...['invoices', 'payments', 'banktransactions', 'manualjournals', 'contacts', 'settings', 'attachments'].flatMap(
    (name) => [`accounting.${name}`, `accounting.${name}.read`],
  ),
];

/** The wide ones that older apps still have. */
const broad = ['accounting.transactions', 'accounting.transactions.read'];

export function grantableScopes(withBroad: boolean): readonly string[] {
  return withBroad ? [...granular, ...broad] : granular;
}
