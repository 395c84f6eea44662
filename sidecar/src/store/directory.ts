import {
  directoryContactSchema,
  directoryItemSchema,
  type DirectoryContact,
  type DirectoryItem,
} from '../model/directory';
import type { Db } from './open';

/** The mirrors of Xero's contacts and items: one statement a function. Names and e-mails are compared trimmed and without case. */

const fold = (text: string): string => text.trim().toLowerCase();

/** Takes what Xero answered; rows that are there already are replaced. At most a few hundred at a time. */
export async function saveContacts(db: Db, tenantId: string, contacts: readonly DirectoryContact[]): Promise<void> {
  if (contacts.length === 0) return;
  await db
    .insertInto('xero_contacts')
    .values(
      contacts.map((contact) => ({
        tenant_id: tenantId,
        contact_id: contact.ContactID,
        name: contact.Name,
        name_folded: fold(contact.Name),
        contact_number: contact.ContactNumber ?? null,
        email: contact.EmailAddress ?? null,
        email_folded:
          contact.EmailAddress === null || contact.EmailAddress === undefined ? null : fold(contact.EmailAddress),
        status: contact.ContactStatus,
        merged_to: contact.MergedToContactID ?? null,
        updated_at: contact.UpdatedDateUTC ?? null,
        body: JSON.stringify(contact),
      })),
    )
    .onConflict((conflict) =>
      conflict.columns(['tenant_id', 'contact_id']).doUpdateSet((row) => ({
        name: row.ref('excluded.name'),
        name_folded: row.ref('excluded.name_folded'),
        contact_number: row.ref('excluded.contact_number'),
        email: row.ref('excluded.email'),
        email_folded: row.ref('excluded.email_folded'),
        status: row.ref('excluded.status'),
        merged_to: row.ref('excluded.merged_to'),
        updated_at: row.ref('excluded.updated_at'),
        body: row.ref('excluded.body'),
      })),
    )
    .execute();
}

export async function saveItems(db: Db, tenantId: string, items: readonly DirectoryItem[]): Promise<void> {
  if (items.length === 0) return;
  await db
    .insertInto('xero_items')
    .values(
      items.map((item) => ({
        tenant_id: tenantId,
        item_id: item.ItemID,
        code: item.Code,
        body: JSON.stringify(item),
      })),
    )
    .onConflict((conflict) =>
      conflict
        .columns(['tenant_id', 'item_id'])
        .doUpdateSet((row) => ({ code: row.ref('excluded.code'), body: row.ref('excluded.body') })),
    )
    .execute();
}

const contactOf = (row: { body: string }): DirectoryContact => directoryContactSchema.parse(JSON.parse(row.body));
const contacts = (db: Db, tenantId: string) =>
  db.selectFrom('xero_contacts').select('body').where('tenant_id', '=', tenantId);

export async function contactById(db: Db, tenantId: string, id: string): Promise<DirectoryContact | undefined> {
  const row = await contacts(db, tenantId).where('contact_id', '=', id).executeTakeFirst();
  return row && contactOf(row);
}

export async function contactByNumber(db: Db, tenantId: string, number: string): Promise<DirectoryContact | undefined> {
  const row = await contacts(db, tenantId)
    .where('contact_number', '=', number)
    .orderBy('contact_id')
    .executeTakeFirst();
  return row && contactOf(row);
}

/** Active contacts with this e-mail, most recently updated first. */
export async function contactsByEmail(db: Db, tenantId: string, email: string): Promise<DirectoryContact[]> {
  const rows = await contacts(db, tenantId)
    .where('email_folded', '=', fold(email))
    .where('status', '=', 'ACTIVE')
    .orderBy('updated_at', 'desc')
    .orderBy('contact_id')
    .execute();
  return rows.map(contactOf);
}

export async function contactsByName(db: Db, tenantId: string, name: string): Promise<DirectoryContact[]> {
  const rows = await contacts(db, tenantId)
    .where('name_folded', '=', fold(name))
    .where('status', '=', 'ACTIVE')
    .orderBy('contact_id')
    .execute();
  return rows.map(contactOf);
}

export async function itemByCode(db: Db, tenantId: string, code: string): Promise<DirectoryItem | undefined> {
  const row = await db
    .selectFrom('xero_items')
    .select('body')
    .where('tenant_id', '=', tenantId)
    .where('code', '=', code)
    .orderBy('item_id')
    .executeTakeFirst();
  return row && directoryItemSchema.parse(JSON.parse(row.body));
}
