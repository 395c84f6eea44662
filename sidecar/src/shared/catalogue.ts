/** What an error means for the work in hand; it alone decides what happens next. */
export type ErrorKind = 'transient' | 'rateLimited' | 'ambiguous' | 'rejected' | 'needsPerson' | 'authLost' | 'bug';

interface CatalogueEntry {
  readonly kind: ErrorKind;
  readonly title: string;
  readonly nextStep: string;
}

/**
 * Every error a user can meet. The code never changes its meaning. `docs/errors.md` is generated from this list and
 * fails CI when stale. LL-1xxx start and settings, LL-2xxx intake, LL-3xxx planning (holds), LL-4xxx Xero, LL-5xxx Magento, LL-6xxx store.
 */
export const catalogue = {
  'LL-1001': {
    kind: 'needsPerson',
    title: 'The environment is not valid',
    nextStep: 'Correct the variables named in the message and start again.',
  },
  'LL-1002': {
    kind: 'needsPerson',
    title: 'The settings file is not valid',
    nextStep: 'Correct the fields named in the message; `npx ledgerlink settings check` shows what exists.',
  },
  'LL-1003': {
    kind: 'needsPerson',
    title: 'The port is already in use',
    nextStep: 'Stop the other program or set PORT to a free port.',
  },
  'LL-1004': {
    kind: 'needsPerson',
    title: 'An input file cannot be read',
    nextStep: 'Check the path and that the file holds valid JSON or YAML.',
  },
  'LL-1005': {
    kind: 'needsPerson',
    title: 'The command was used wrongly',
    nextStep: 'Run the command with --help to see what it takes.',
  },
  'LL-1006': {
    kind: 'needsPerson',
    title: 'An input file holds something else than expected',
    nextStep: 'Correct the fields named in the message, or give the file that the option asks for.',
  },
  'LL-2001': {
    kind: 'rejected',
    title: 'An event could not be understood',
    nextStep: 'The event is kept under Problems with its raw bytes; check which program sent it.',
  },
  'LL-2002': {
    kind: 'rejected',
    title: 'The signature of an event batch is wrong',
    nextStep: 'Enter the same ingest secret in Magento and in the sidecar, and check that both clocks are right.',
  },
  'LL-2003': {
    kind: 'needsPerson',
    title: 'Kafka intake stopped',
    nextStep: 'See the reason in the message; the other partitions go on and nothing is skipped.',
  },
  'LL-2004': {
    kind: 'needsPerson',
    title: 'An event has an unknown major version',
    nextStep: 'Update the sidecar; the event is kept and will be read then.',
  },
  'LL-2005': {
    kind: 'needsPerson',
    title: 'The HTTP intake has no secret',
    nextStep: 'Set LEDGERLINK_INGEST_SECRET in the sidecar and enter the same secret in Magento.',
  },
  'LL-2006': {
    kind: 'rejected',
    title: 'The body of an event batch is not a JSON array of CloudEvents',
    nextStep: 'Check which program sent it; the Magento module sends valid batches.',
  },
  'LL-2007': {
    kind: 'rejected',
    title: 'An event batch is larger than 5 MB',
    nextStep: 'Send fewer events at once; an event above 900 kB leaves its data out.',
  },
  'LL-2008': {
    kind: 'rejected',
    title: 'The content type of an event batch is not supported',
    nextStep: 'Send application/cloudevents-batch+json, not compressed.',
  },
  'LL-2009': {
    kind: 'transient',
    title: 'Too many event batches at once',
    nextStep: 'Nothing to do: the sender tries again after the time given in Retry-After.',
  },
  'LL-4001': {
    kind: 'transient',
    title: 'Xero could not be reached',
    nextStep: 'Nothing to do: it is tried again by itself.',
  },
  'LL-4002': {
    kind: 'rateLimited',
    title: 'Xero asked us to wait',
    nextStep: 'Nothing to do: work goes on when the allowance allows it.',
  },
  'LL-4003': {
    kind: 'ambiguous',
    title: 'It is not known whether Xero took the document',
    nextStep: 'Nothing to do: Xero is asked before anything is sent again.',
  },
  'LL-4004': {
    kind: 'needsPerson',
    title: 'Xero refused the document',
    nextStep: 'Read what Xero said, correct the mapping or the record, then retry.',
  },
  'LL-4005': {
    kind: 'authLost',
    title: 'The connection to Xero is no longer valid',
    nextStep: 'Open Connections and connect Xero again.',
  },
  'LL-4006': {
    kind: 'needsPerson',
    title: 'The connection to Xero lacks a scope',
    nextStep: 'Add the scope named in the message to the Xero app and connect again.',
  },
  'LL-4007': {
    kind: 'needsPerson',
    title: 'The organisation in Xero is not the one in the settings',
    nextStep: 'Set XERO_TENANT_ID, or `tenant` in the settings, to one of the organisations listed.',
  },
  'LL-4008': {
    kind: 'needsPerson',
    title: 'The Xero client id or secret is wrong',
    nextStep: 'Copy both again from the Xero developer portal into XERO_CLIENT_ID and XERO_CLIENT_SECRET.',
  },
  'LL-4009': {
    kind: 'bug',
    title: 'The document sent to Xero was malformed',
    nextStep: 'Please report this with the attempt shown on the record page.',
  },
  'LL-4010': {
    kind: 'needsPerson',
    title: 'Xero computed another total than Magento',
    nextStep: 'Compare both columns on the record page; no payment was posted.',
  },
  'LL-4011': {
    kind: 'needsPerson',
    title: 'A different document in Xero already has this number',
    nextStep: 'Compare the two documents; adopt, renumber or change the prefix.',
  },
  'LL-5001': {
    kind: 'transient',
    title: 'Magento could not be reached',
    nextStep: 'Check MAGENTO_URL and that the shop is up; it is tried again by itself.',
  },
  'LL-5002': {
    kind: 'needsPerson',
    title: 'Magento refused the credentials',
    nextStep: 'Enter the integration’s four keys again, or activate the integration in Magento.',
  },
  'LL-5003': {
    kind: 'needsPerson',
    title: 'Magento refused the signature',
    nextStep:
      'A proxy or web server changes host, port or scheme: MAGENTO_URL must be exactly what Magento’s PHP sees (fastcgi HTTP_HOST with the port, X-Forwarded-Proto).',
  },
  'LL-5004': {
    kind: 'needsPerson',
    title: 'The Magento integration lacks a permission',
    nextStep: 'Grant the resource named in the message to the integration.',
  },
  'LL-5005': {
    kind: 'needsPerson',
    title: 'Magento does not know this route',
    nextStep: 'Install and enable the module Ledgerlink_Xero, then flush Magento’s cache.',
  },
  'LL-5006': {
    kind: 'needsPerson',
    title: 'Magento refused the request',
    nextStep: 'Read what Magento said on the record page, then retry.',
  },
  'LL-6001': {
    kind: 'transient',
    title: 'The database could not be reached',
    nextStep: 'Check that the database runs and DATABASE_URL is right; work goes on by itself.',
  },
  'LL-6002': {
    kind: 'needsPerson',
    title: 'The database file is used by another process',
    nextStep: 'Stop the other sidecar, or use PostgreSQL to run several.',
  },
  'LL-6003': { kind: 'needsPerson', title: 'The disk is full', nextStep: 'Free disk space; intake goes on by itself.' },
  'LL-6004': {
    kind: 'needsPerson',
    title: 'The database has a schema of another version',
    nextStep: 'Start the sidecar of the same version, or restore the matching backup.',
  },
  'LL-6005': {
    kind: 'needsPerson',
    title: 'The database file is damaged',
    nextStep: 'Stop the sidecar, keep a copy of the file, and restore the newest backup.',
  },
  'LL-6006': {
    kind: 'needsPerson',
    title: 'The database file cannot be opened or written',
    nextStep: 'Check that the folder in DATABASE_URL exists and belongs to the user that runs the sidecar.',
  },
  'LL-6007': {
    kind: 'needsPerson',
    title: 'The database refused the login',
    nextStep: 'Check user, password and database name in DATABASE_URL; the user must own the database.',
  },
  'LL-6008': {
    kind: 'needsPerson',
    title: 'DATABASE_URL is not valid',
    nextStep: 'Use sqlite:./data/ledgerlink.db or postgres://user:password@host:5432/database.',
  },
  'LL-9001': {
    kind: 'bug',
    title: 'Something that cannot happen happened',
    nextStep: 'Please report this with the log lines around it.',
  },
} as const satisfies Record<string, CatalogueEntry>;

export type ErrorCode = keyof typeof catalogue;
