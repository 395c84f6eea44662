import type { Call } from '../deliver/end';
import type { WireReply, WireRequest } from '../deliver/wire';
import { classifyReply } from '../deliver/classify';
import {
  directoryContactSchema,
  directoryItemSchema,
  type DirectoryContact,
  type DirectoryItem,
} from '../model/directory';
import { organisationSchema, type Organisation } from '../model/organisation';
import { SidecarError } from '../shared/errors';
import { foundIn, familyOf, isJson, listIn, moment, parseBody, refusalIn, type Json } from './answers';
import type { XeroClient } from './client';
import { pageSize, pagesOf } from './pages';
import type { FoundDocument } from '../deliver/end';

/** Lists are accurate to the second and clocks differ: each reading starts a little before the last one's newest change. */
const overlapMs = 120_000;
const idsPerCall = 40;

/** The file form of an organisation (what `plan --organisation` reads), and the same parsed. */
export interface OrganisationReading {
  readonly body: Readonly<Record<string, unknown>>;
  readonly organisation: Organisation;
}

/**
 * What we ask Xero for besides writing: the organisation, and our mirror of its contacts and items. Each call goes through `call`, that is
 * through the allowance.
 */
export class XeroReading {
  constructor(
    private readonly client: XeroClient,
    private readonly tenantId: string,
    private readonly call: Call,
  ) {}

  /**
   * Six calls. Throws the classified error of the first that fails; a missing scope names itself. Tracking, further currencies and users
   * are not in every plan or connection: where they are refused, there are none.
   */
  async organisation(): Promise<OrganisationReading> {
    const body: Record<string, unknown> = {};
    body['Organisation'] = await this.answer('Organisations', (api) => api.getOrganisations(this.tenantId));
    body['Accounts'] = await this.answer('Accounts', (api) => api.getAccounts(this.tenantId));
    body['TaxRates'] = await this.answer('TaxRates', (api) => api.getTaxRates(this.tenantId));
    body['TrackingCategories'] = await this.answerIfAny('TrackingCategories', (api) =>
      api.getTrackingCategories(this.tenantId),
    );
    body['Currencies'] = await this.answerIfAny('Currencies', (api) => api.getCurrencies(this.tenantId));
    body['Users'] = await this.answerIfAny('Users', (api) => api.getUsers(this.tenantId));
    // The frame of an answer carries its time; without it the same organisation is the same text.
    for (const [name, value] of Object.entries(body)) body[name] = withoutFrame(value);
    return { body, organisation: organisationSchema.parse(body) };
  }

  /**
   * Contacts changed since the watermark, page by page; all of them where there is none. `keep` stores a page; the watermark returned is for
   * the next time, and only to be stored once every page was kept.
   */
  async contacts(
    watermark: string | undefined,
    keep: (contacts: readonly DirectoryContact[]) => Promise<void>,
  ): Promise<string | undefined> {
    const since = watermark === undefined ? undefined : new Date(Date.parse(watermark) - overlapMs);
    let newest = watermark;
    const ask = (page: number) =>
      this.answer('Contacts', (api) =>
        api.getContacts(
          this.tenantId,
          since,
          undefined,
          undefined,
          undefined,
          page,
          true,
          undefined,
          undefined,
          pageSize,
        ),
      );
    for await (const rows of pagesOf('Contacts', ask)) {
      const contacts = rows.map(contactIn).filter((contact) => contact !== undefined);
      for (const { UpdatedDateUTC: changed } of contacts)
        if (changed != null && (newest === undefined || changed > newest)) newest = changed;
      if (contacts.length > 0) await keep(contacts);
    }
    return newest;
  }

  /** Items changed since the watermark. One call: this list has no pages. */
  async items(
    watermark: string | undefined,
    keep: (items: readonly DirectoryItem[]) => Promise<void>,
  ): Promise<string | undefined> {
    const since = watermark === undefined ? undefined : new Date(Date.parse(watermark) - overlapMs);
    const rows = listIn(await this.answer('Items', (api) => api.getItems(this.tenantId, since)), 'Items');
    let newest = watermark;
    for (const row of rows) {
      const changed = moment(row['UpdatedDateUTC']);
      if (changed !== undefined && (newest === undefined || changed > newest)) newest = changed;
    }
    const items = rows.map((row) => directoryItemSchema.safeParse(row).data).filter((item) => item !== undefined);
    for (let at = 0; at < items.length; at += 500) await keep(items.slice(at, at + 500));
    return newest;
  }

  /** Documents as they are now, 40 in a call where Xero lists by id. Those that no longer exist are left out. */
  async documents(
    xeroType: 'Invoice' | 'CreditNote' | 'Contact' | 'Item',
    ids: readonly string[],
  ): Promise<readonly FoundDocument[]> {
    switch (xeroType) {
      case 'Invoice':
        return this.byIds(ids, 'Invoices', (part) =>
          this.answer('Invoices', (api) =>
            api.getInvoices(
              this.tenantId,
              undefined,
              undefined,
              undefined,
              part,
              undefined,
              undefined,
              undefined,
              1,
              undefined,
              undefined,
              undefined,
              undefined,
              idsPerCall,
            ),
          ),
        );
      case 'Contact':
        return this.byIds(ids, 'Contacts', (part) =>
          this.answer('Contacts', (api) =>
            api.getContacts(
              this.tenantId,
              undefined,
              undefined,
              undefined,
              part,
              1,
              true,
              undefined,
              undefined,
              idsPerCall,
            ),
          ),
        );
      case 'CreditNote':
        return this.oneByOne(ids, 'CreditNotes', (id) =>
          this.client.build((api) => api.getCreditNote(this.tenantId, id, 4)),
        );
      case 'Item':
        return this.oneByOne(ids, 'Items', (id) => this.client.build((api) => api.getItem(this.tenantId, id, 4)));
    }
  }

  private async byIds(ids: readonly string[], plural: string, ask: (part: string[]) => Promise<unknown>) {
    const found: FoundDocument[] = [];
    for (let at = 0; at < ids.length; at += idsPerCall) {
      const answer = await ask(ids.slice(at, at + idsPerCall));
      found.push(...documentsIn(answer, plural));
    }
    return found;
  }

  private async oneByOne(ids: readonly string[], plural: string, request: (id: string) => Promise<WireRequest>) {
    const found: FoundDocument[] = [];
    for (const id of ids) {
      const reply = await this.call(await request(id));
      if (reply.status === 404) continue;
      found.push(...documentsIn(bodyOf(reply, plural), plural));
    }
    return found;
  }

  private async answer(plural: string, call: Parameters<XeroClient['build']>[0]): Promise<unknown> {
    return bodyOf(await this.call(await this.client.build(call)), plural);
  }

  private async answerIfAny(plural: string, call: Parameters<XeroClient['build']>[0]): Promise<unknown> {
    const reply = await this.call({ ...(await this.client.build(call)), mayBeRefused: true });
    return [401, 403, 404].includes(reply.status) ? { [plural]: [] } : bodyOf(reply, plural);
  }
}

function documentsIn(answer: unknown, plural: string): FoundDocument[] {
  const kind = (
    {
      Invoices: 'invoice.update',
      CreditNotes: 'creditNote.update',
      Contacts: 'contact.update',
      Items: 'item.update',
    } as const
  )[plural as 'Invoices' | 'CreditNotes' | 'Contacts' | 'Items'];
  return listIn(answer, plural)
    .map((row) => foundIn(row, familyOf(kind, {})))
    .filter((document) => document !== undefined);
}

function contactIn(row: Json): DirectoryContact | undefined {
  return directoryContactSchema.safeParse({ ...row, UpdatedDateUTC: moment(row['UpdatedDateUTC']) }).data;
}

/** Throws what the answer means when it is no success, and when it is cut short: half a list would be taken for the whole. */
function bodyOf(reply: WireReply, plural: string): unknown {
  const verdict = classifyReply('xero', reply, reply.status < 300 ? [] : refusalIn(reply), false);
  if (verdict !== undefined)
    throw new SidecarError(verdict.code, verdict.message, {
      kind: verdict.kind,
      nextStep: verdict.nextStep,
      context: { status: reply.status, correlationId: reply.headers['xero-correlation-id'] },
      ...(verdict.retryAfterMs === undefined ? {} : { retryAfterMs: verdict.retryAfterMs }),
    });
  const body = parseBody(reply);
  if (!isJson(body) || !Array.isArray(body[plural]))
    throw new SidecarError('LL-4001', `Xero’s answer to the question for ${plural} could not be read.`, {
      context: { status: reply.status, begins: reply.body.slice(0, 100) },
    });
  return body;
}

const frame = new Set(['Id', 'Status', 'ProviderName', 'DateTimeUTC', 'pagination']);
const withoutFrame = (answer: unknown): unknown =>
  isJson(answer) ? Object.fromEntries(Object.entries(answer).filter(([key]) => !frame.has(key))) : answer;
