import { z } from 'zod';

/** Our mirror of Xero's contacts: just what the look-up order needs. */
export const directoryContactSchema = z.object({
  ContactID: z.string(),
  Name: z.string(),
  ContactNumber: z.string().nullish(),
  EmailAddress: z.string().nullish(),
  ContactStatus: z.string().default('ACTIVE'),
  MergedToContactID: z.string().nullish(),
  UpdatedDateUTC: z.string().nullish(),
});
export type DirectoryContact = z.infer<typeof directoryContactSchema>;

export const directoryItemSchema = z.object({
  ItemID: z.string(),
  Code: z.string(),
  Name: z.string().nullish(),
  IsTrackedAsInventory: z.boolean().default(false),
  QuantityOnHand: z.union([z.string(), z.number()]).nullish(),
  TotalCostPool: z.union([z.string(), z.number()]).nullish(),
  InventoryAssetAccountCode: z.string().nullish(),
  PurchaseDetails: z.looseObject({ UnitPrice: z.union([z.string(), z.number()]).nullish() }).nullish(),
  /** When the mirror read it, ISO UTC; undefined: taken as current. Quantities older than our last posting are not to be believed. */
  readAt: z.string().nullish(),
});
export type DirectoryItem = z.infer<typeof directoryItemSchema>;

/**
 * What the planner may ask the mirror. The file form (`plan --directory`) is `{ "Contacts": […], "Items": […] }`;
 * the live form is answered from indexed tables, so that 60,000 contacts never sit in memory for one order.
 */
export interface Directory {
  contactById(contactId: string): DirectoryContact | undefined;
  contactByNumber(contactNumber: string): DirectoryContact | undefined;
  /** Active contacts whose e-mail is exactly this, case folded; most recently updated first. */
  contactsByEmail(email: string): readonly DirectoryContact[];
  /** Active contacts of this name, compared without case. */
  contactsByName(name: string): readonly DirectoryContact[];
  itemByCode(code: string): DirectoryItem | undefined;
}

export const directoryFileSchema = z.object({
  Contacts: z.array(directoryContactSchema).default([]),
  Items: z.array(directoryItemSchema).default([]),
});
export type DirectoryFile = z.infer<typeof directoryFileSchema>;

export function directoryFrom(file: DirectoryFile): Directory {
  const active = file.Contacts.filter((contact) => contact.ContactStatus === 'ACTIVE');
  const byRecency = (a: DirectoryContact, b: DirectoryContact) =>
    (b.UpdatedDateUTC ?? '').localeCompare(a.UpdatedDateUTC ?? '');
  const fold = (text: string | null | undefined) => (text ?? '').trim().toLowerCase();
  return {
    contactById: (id) => file.Contacts.find((contact) => contact.ContactID === id),
    contactByNumber: (number) => file.Contacts.find((contact) => contact.ContactNumber === number),
    contactsByEmail: (email) => active.filter((contact) => fold(contact.EmailAddress) === fold(email)).sort(byRecency),
    contactsByName: (name) => active.filter((contact) => fold(contact.Name) === fold(name)),
    itemByCode: (code) => file.Items.find((item) => item.Code === code),
  };
}

export const emptyDirectory: Directory = directoryFrom({ Contacts: [], Items: [] });
