import { attributeText } from '../accounts';
import type { OrderContext } from './context';

export interface Owner {
  readonly email: string;
  /** As Xero knows the person; undefined when no user has this e-mail. */
  readonly name: string | undefined;
}

/** Whose order it is: an attribute of the order that holds an e-mail, matched to Xero's users. */
export function ownerOf({ settings, order, organisation }: OrderContext): Owner | undefined {
  const attribute = settings.audit.owner_attribute;
  if (attribute === null) return undefined;
  const value = attributeText(order.extension_attributes?.[attribute])?.trim();
  if (value === undefined || value === '') return undefined;
  const user = organisation.Users.find(({ EmailAddress }) => EmailAddress.toLowerCase() === value.toLowerCase());
  const name = user === undefined ? '' : `${user.FirstName ?? ''} ${user.LastName ?? ''}`.trim();
  return { email: value, name: name === '' ? undefined : name };
}
