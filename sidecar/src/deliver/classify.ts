import type { HoldCode } from '../model/hold';
import { catalogue, type ErrorCode, type ErrorKind } from '../shared/catalogue';
import { describeError, SidecarError } from '../shared/errors';
import type { WireReply } from './wire';

/**
 * The only place that says what a failure means. `kind` decides what happens next:
 * - transient: nothing was done; again later.            - rateLimited: nothing was done; the whole organisation pauses.
 * - ambiguous: it may have been done; ask before sending again.   - rejected: refused, nothing was done; a whole call is bisected.
 * - needsPerson: refused for a reason a person removes.   - authLost: nothing goes until somebody connects again.   - bug: ours.
 */
export interface Verdict {
  readonly kind: ErrorKind;
  readonly code: ErrorCode;
  readonly message: string;
  readonly nextStep: string;
  /** Only where the other side said so. */
  readonly retryAfterMs?: number;
  /** Which limit a 429 names. */
  readonly limit?: 'minute' | 'day' | 'concurrent' | 'app' | 'unknown';
  /** How an operation refused for this reason is held. */
  readonly hold?: { readonly code: HoldCode; readonly subject: string };
  /** The document may be there already, as ours: look before a person is asked. */
  readonly lookUp?: boolean;
}

type Target = 'xero' | 'magento';

const verdict = (code: ErrorCode, message: string, more: Partial<Verdict> = {}): Verdict => ({
  kind: catalogue[code].kind,
  code,
  message,
  nextStep: catalogue[code].nextStep,
  ...more,
});

/** What an answer as a whole means; undefined: 2xx. `messages`: what the other side said; `writes`: whether something may have been done. */
export function classifyReply(
  target: Target,
  reply: WireReply,
  messages: readonly string[],
  writes: boolean,
): Verdict | undefined {
  if (reply.status >= 200 && reply.status < 300) return undefined;
  return target === 'xero' ? xeroReply(reply, messages, writes) : magentoReply(reply, messages, writes);
}

const said = (messages: readonly string[], reply: WireReply): string =>
  messages.length > 0 ? messages.join(' · ') : `HTTP ${reply.status}`;

function noAnswer(code: 'LL-4001' | 'LL-5001', name: string, reply: WireReply, writes: boolean): Verdict {
  const reason = reply.failureText ?? 'no answer';
  if (reply.failure === 'notSent' || !writes) return verdict(code, `${name} could not be reached (${reason}).`);
  return verdict('LL-4003', `The answer of ${name} was lost (${reason}).`, { kind: 'ambiguous' });
}

function xeroReply(reply: WireReply, messages: readonly string[], writes: boolean): Verdict {
  const { status } = reply;
  const text = said(messages, reply);
  const uncertain = (message: string, more: Partial<Verdict> = {}): Verdict =>
    writes ? verdict('LL-4003', message, more) : verdict('LL-4001', message, more);
  if (status === 0) return noAnswer('LL-4001', 'Xero', reply, writes);
  if (status === 429) return rateLimited(reply);
  if (status === 401 || status === 403) return xeroAuth(reply, text);
  // 503 is an organisation taken offline for some minutes, or Xero itself being down: neither says whether it had begun.
  if (status === 503)
    return uncertain(`Xero or the organisation is offline (${text}).`, { retryAfterMs: retryAfter(reply) ?? 30_000 });
  if (status === 501) return verdict('LL-4009', `Xero does not know this call (${text}).`);
  if (status >= 500 || status === 408) return uncertain(`Xero failed while it worked on the call (${text}).`);
  // A second request with the key of one that is still in progress: the answer of the first is the one that counts.
  if (status === 409) return uncertain(`Xero is still working on the first sending (${text}).`);
  if (messages.some((message) => /idempotency key.*is used with a different request/i.test(message)))
    return uncertain(text);
  if (status === 404)
    return elementVerdict(messages.length > 0 ? messages : ['The document with the supplied id was not found']);
  if (status === 413 || status === 414)
    return verdict('LL-4009', `The call is too large for Xero (${text}).`, { kind: 'rejected' });
  if (status === 400) {
    const number = errorNumber(reply);
    // 14: the JSON could not be read; 16: a filter; 17: nothing to do; 51: a filter that would scan too much. All are ours.
    if (number !== undefined && [14, 16, 17, 51].includes(number)) return verdict('LL-4009', text);
    return elementVerdict(messages);
  }
  if (status >= 300 && status < 400)
    return verdict('LL-4001', `XERO_API_URL answers with a redirection (HTTP ${status}).`, {
      nextStep: 'Check XERO_API_URL: it must be the address of the Xero API itself.',
    });
  return verdict('LL-4009', `Xero refused the call (${text}).`);
}

function errorNumber(reply: WireReply): number | undefined {
  const match = /"ErrorNumber"\s*:\s*(\d+)/.exec(reply.body);
  return match === null ? undefined : Number(match[1]);
}

const retryAfter = (reply: WireReply): number | undefined => {
  const text = reply.headers['retry-after'];
  if (text === undefined) return undefined;
  if (/^\d+(\.\d+)?$/.test(text)) return Math.ceil(Number(text) * 1000);
  const at = Date.parse(text);
  const now = Date.parse(reply.headers['date'] ?? '');
  return Number.isNaN(at) || Number.isNaN(now) ? undefined : Math.max(0, at - now);
};

/** The header's value comes in several spellings (`day`, `Daily`, `minute`, `concurrent`, `appminute`); unknown ones are taken too. */
function rateLimited(reply: WireReply): Verdict {
  const problem = (reply.headers['x-rate-limit-problem'] ?? '').toLowerCase();
  const limit = problem.startsWith('app')
    ? 'app'
    : /dai?ly|day/.test(problem)
      ? 'day'
      : problem.includes('min')
        ? 'minute'
        : problem.includes('concurrent')
          ? 'concurrent'
          : 'unknown';
  const wait = retryAfter(reply);
  return verdict('LL-4002', `Xero asked us to wait (${problem === '' ? 'no limit named' : `${problem} limit`}).`, {
    limit,
    ...(wait === undefined ? {} : { retryAfterMs: wait }),
  });
}

function xeroAuth(reply: WireReply, text: string): Verdict {
  const challenge = reply.headers['www-authenticate'] ?? '';
  if (/insuff?icient_scope/i.test(challenge) || /insuff?icient_scope/i.test(reply.body)) {
    const scope = /scope="?([^",]+)/i.exec(challenge)?.[1];
    return verdict('LL-4006', `The Xero app lacks a scope${scope === undefined ? '' : `: ${scope}`} (${text}).`);
  }
  return verdict('LL-4005', `Xero no longer accepts the connection (${text}).`);
}

function magentoReply(reply: WireReply, messages: readonly string[], writes: boolean): Verdict {
  const { status } = reply;
  const text = said(messages, reply);
  if (status === 0) return noAnswer('LL-5001', 'Magento', reply, writes);
  // Write-back carries a revision, so sending it twice does no harm: an uncertain outcome is simply tried again.
  if (status >= 500 || status === 408 || status === 429)
    return verdict('LL-5001', `Magento failed or is in maintenance (${text}).`, {
      ...(retryAfter(reply) === undefined ? {} : { retryAfterMs: retryAfter(reply) ?? 0 }),
    });
  if (status === 401 || status === 403) return magentoAuth(text);
  if (status === 404 && /request does not match any route/i.test(text)) return verdict('LL-5005', text);
  if (status === 404) return verdict('LL-5006', `Magento does not know the record (${text}).`);
  if (status >= 300 && status < 400)
    return verdict('LL-5001', `MAGENTO_URL answers with a redirection (HTTP ${status}).`, {
      nextStep: 'Set MAGENTO_URL to the shop’s base URL as Magento itself knows it (https, www).',
    });
  return verdict('LL-5006', `Magento refused the request (${text}).`);
}

/** Magento answers 401 for four different reasons; its words tell them apart. */
function magentoAuth(text: string): Verdict {
  const resource = /(?:access|authorized to access) (?:the )?"?'?([A-Z]\w+::\w+(?:, *[A-Z]\w+::\w+)*)/.exec(text)?.[1];
  if (resource !== undefined)
    return verdict('LL-5004', `The Magento integration lacks the permission ${resource}.`, {
      nextStep: `Grant ${resource} to the integration in Magento (System → Integrations → API), then save and retry.`,
    });
  if (/signature is invalid|invalid signature|signature_invalid/i.test(text))
    return verdict('LL-5003', `Magento refused the signature (${text}).`);
  return verdict('LL-5002', `Magento refused the credentials (${text}).`);
}

interface MessageRule {
  readonly pattern: RegExp;
  readonly code: ErrorCode;
  readonly hold: HoldCode;
  readonly kind?: ErrorKind;
  readonly lookUp?: boolean;
  readonly nextStep: string;
  /** Which part of the message is the thing to fix; else the first group of the pattern. */
  readonly subject?: string;
}

/** Every message of Xero that is known, with what a person does about it. The first that matches counts. */
const rules: readonly MessageRule[] = [
  {
    pattern: /contact name .* (?:is )?already assigned to another contact/i,
    code: 'LL-4011',
    hold: 'contact.ambiguous',
    lookUp: true,
    nextStep: 'Another active contact in Xero has this name: link it to this buyer, or rename one of them.',
  },
  {
    pattern: /another contact has this contact number/i,
    code: 'LL-4011',
    hold: 'contact.ambiguous',
    lookUp: true,
    nextStep: 'The contact in Xero that has this contact number is looked up; adopt it, or clear its number.',
  },
  {
    pattern: /email address must be valid/i,
    code: 'LL-4004',
    hold: 'contact.invalid',
    subject: 'e-mail',
    nextStep: 'Correct the buyer’s e-mail address in Magento, then retry.',
  },
  {
    pattern:
      /invoice # must be unique|(?:invoice|credit note) number .* (?:must be unique|already exists|is already used)|credit note # must be unique/i,
    code: 'LL-4011',
    hold: 'number.duplicate',
    lookUp: true,
    nextStep: 'Compare the document in Xero that has this number with this one; adopt it, or change the prefix.',
  },
  {
    pattern: /account code '([^']*)' (?:is not a valid code|has been archived|has been removed)/i,
    code: 'LL-4004',
    hold: 'account.unknown',
    nextStep: 'Map this line to an active account of the chart, then release.',
  },
  {
    pattern: /account must be valid/i,
    code: 'LL-4004',
    hold: 'account.unknown',
    nextStep: 'Choose an account that exists and takes payments, then release.',
  },
  {
    pattern: /the taxtype code '([^']*)' (?:cannot be used|does not exist|is not)/i,
    code: 'LL-4004',
    hold: 'tax.notAllowedOnAccount',
    nextStep: 'Map the tax rate to a type that this account allows, or choose another account, then release.',
  },
  {
    pattern: /tax rate must be valid|taxtype.*(?:invalid|not valid)/i,
    code: 'LL-4004',
    hold: 'tax.unknown',
    nextStep: 'Map the Magento tax rate to an active tax type in Xero, then release.',
  },
  {
    pattern: /period lock date|end of year lock|lock date/i,
    code: 'LL-4004',
    hold: 'document.locked',
    subject: 'lock date',
    nextStep: 'Move the lock date in Xero, or let documents of locked periods be dated to the first open day.',
  },
  {
    pattern:
      /invoice not of valid status for modification|payment or credit note allocated|cannot be applied to the (?:invoice|credit note)/i,
    code: 'LL-4004',
    hold: 'delivery.rejected',
    lookUp: true,
    nextStep: 'The document has payments or credits in Xero: remove them there, or issue a credit note, then retry.',
  },
  {
    pattern: /payments can only be made against authorised/i,
    code: 'LL-4004',
    hold: 'delivery.rejected',
    lookUp: true,
    nextStep: 'Approve the document in Xero (or see whether it is already paid or void), then retry.',
  },
  {
    pattern: /payment amount exceeds the amount outstanding|allocation amount exceeds|exceeds the remaining credit/i,
    code: 'LL-4004',
    hold: 'delivery.rejected',
    lookUp: true,
    nextStep: 'It seems to be paid in Xero already: compare its payments there, then skip or retry.',
  },
  {
    pattern: /line total .* does not match the expected/i,
    code: 'LL-4009',
    hold: 'delivery.rejected',
    nextStep: catalogue['LL-4009'].nextStep,
  },
  {
    pattern: /quantity must not be less than zero/i,
    code: 'LL-4009',
    hold: 'delivery.rejected',
    nextStep: catalogue['LL-4009'].nextStep,
  },
  {
    pattern: /discount must not be greater than|total debits .* must equal|must contain at least 1 of the following/i,
    code: 'LL-4009',
    hold: 'delivery.rejected',
    nextStep: catalogue['LL-4009'].nextStep,
  },
  {
    pattern: /limit of invoices you can approve/i,
    code: 'LL-4004',
    hold: 'delivery.rejected',
    subject: 'plan limit',
    nextStep:
      'The Xero plan allows no more approved invoices this month: change the plan, or post drafts, then release.',
  },
  {
    pattern:
      /document with the supplied id was not found|no longer (?:there|exists)|^not found$|resource .* (?:cannot|could not) be found/i,
    code: 'LL-4004',
    hold: 'delivery.rejected',
    lookUp: true,
    nextStep: 'The document it belongs to is gone from Xero: restore it there, or unlink it, then retry.',
  },
  {
    pattern: /price list item with code '?([^']*)'? already exists/i,
    code: 'LL-4011',
    hold: 'item.code',
    lookUp: true,
    nextStep: 'An item with this code exists in Xero: it is looked up and adopted, or change the code prefix.',
  },
  {
    pattern: /contact .*(?:is archived|has been archived)|archived contact|contact is archived/i,
    code: 'LL-4004',
    hold: 'contact.archived',
    nextStep: 'Restore the contact in Xero, or choose another for this buyer, then retry.',
  },
  {
    pattern: /insufficient stock|sufficient quantity|quantity on hand|not enough stock|eligible for backorder/i,
    code: 'LL-4004',
    hold: 'stock.insufficient',
    nextStep: 'Correct the quantity in Xero, or allow backorders or untracked lines in the settings, then release.',
  },
  {
    pattern: /currency .*(?:not|invalid)|currency code/i,
    code: 'LL-4004',
    hold: 'currency.unavailable',
    nextStep: 'Add the currency to the organisation in Xero, then release.',
  },
  {
    pattern: /tracking (?:category|option)/i,
    code: 'LL-4004',
    hold: 'tracking.unknown',
    nextStep: 'Make the tracking option in Xero active again, or map it to another, then release.',
  },
  {
    pattern: /already been deleted|already deleted|has been reconciled/i,
    code: 'LL-4004',
    hold: 'delivery.rejected',
    lookUp: true,
    nextStep: 'A person changed the payment in Xero: compare, then retry or skip.',
  },
  {
    pattern: /organisation is (?:offline|not available)/i,
    code: 'LL-4001',
    hold: 'delivery.rejected',
    kind: 'transient',
    nextStep: catalogue['LL-4001'].nextStep,
  },
];

/** What the refusal of one document means, by what the other side said of it. Unknown messages need a person and are shown as they are. */
export function elementVerdict(messages: readonly string[], target: Target = 'xero'): Verdict {
  if (target === 'magento') {
    const words = messages.join(' · ');
    return verdict('LL-5006', `Magento refused the reference (${words}).`, {
      hold: { code: 'delivery.rejected', subject: `Magento: ${shortened(words)}` },
    });
  }
  const text = messages.length > 0 ? messages.join(' · ') : 'Xero gave no reason.';
  for (const rule of rules) {
    for (const message of messages) {
      const match = rule.pattern.exec(message);
      if (match === null) continue;
      return {
        kind: rule.kind ?? catalogue[rule.code].kind,
        code: rule.code,
        message: text,
        nextStep: rule.nextStep,
        hold: { code: rule.hold, subject: rule.subject ?? match[1] ?? shortened(message) },
        ...(rule.lookUp === true ? { lookUp: true } : {}),
      };
    }
  }
  return verdict('LL-4004', text, { kind: 'rejected', hold: { code: 'delivery.rejected', subject: shortened(text) } });
}

/** Numbers and quoted names vary from record to record; without them one cause is one cause. */
const shortened = (message: string): string =>
  message
    .replace(/'[^']*'|"[^"]*"/g, '…')
    .replace(/-?\d[\d.,]*/g, '#')
    .slice(0, 120);

/** What a thrown error means: the database, the token endpoint, our own mistakes. */
export function classifyThrown(error: unknown): Verdict {
  if (error instanceof SidecarError)
    return {
      kind: error.kind,
      code: error.code,
      message: error.message,
      nextStep: error.nextStep,
      ...(error.retryAfterMs === undefined ? {} : { retryAfterMs: error.retryAfterMs }),
    };
  return verdict('LL-9001', describeError(error));
}
