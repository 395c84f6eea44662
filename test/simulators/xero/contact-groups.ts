import type { Books } from './books';
import { checkedElement, elementsOf, ok, param, writeOne, type Answer, type Call } from './call';
import { lightContact } from './contact-shape';
import { Rejected, notFound, validationException } from './errors';
import { text, type JsonObject } from './json';
import { list } from './listing';
import type { ContactGroup } from './model';
import { zeroGuid, type OutObject } from './wire';

export function listContactGroups(call: Call): Answer {
  const { books } = call;
  return list(call, {
    plural: 'ContactGroups',
    records: active(books).map((group) => ({ ...group, updated: 0 })),
    fields: {
      Name: { kind: 'text', value: (g) => g.name, orderable: true },
      ContactGroupID: { kind: 'guid', value: (g) => g.id },
      Status: { kind: 'text', value: (g) => g.status },
    },
    full: (group) => groupOut(group, []),
  });
}

export function getContactGroup(call: Call): Answer {
  const group = groupInPath(call);
  const members = group.members.flatMap((id) => call.books.contacts.get(id) ?? []);
  return ok(call, {
    ContactGroups: [
      groupOut(
        group,
        members.map((contact) => lightContact(call.books, contact)),
      ),
    ],
  });
}

function groupInPath(call: Call): ContactGroup {
  const group = call.books.groups.get(param(call, 'id'));
  if (group?.status !== 'ACTIVE') throw notFound();
  return group;
}

/** PUT /ContactGroups takes the groups in a list; each needs a name of its own. */
export function createContactGroups(call: Call): Answer {
  const elements = elementsOf(call, 'ContactGroups', 'ContactGroup');
  const [element, ...more] = elements;
  if (!element || more.length > 0)
    throw validationException([
      { ContactGroupID: zeroGuid, ValidationErrors: [{ Message: 'One contact group can be created per request.' }] },
    ]);
  return writeOne(call, 'ContactGroups', 'ContactGroup', 'ContactGroupID', element, (sent) => {
    if (active(call.books).length >= 100) throw new Rejected('You’ve reached the limit of 100 contact groups.');
    return groupOut(put(call.books, sent, undefined), []);
  });
}

/** POST /ContactGroups/{id}: rename, or delete with Status DELETED. */
export function updateContactGroup(call: Call): Answer {
  const group = groupInPath(call);
  const element =
    'ContactGroups' in call.body
      ? elementsOf(call, 'ContactGroups', 'ContactGroup')[0]
      : checkedElement(call.body, 'ContactGroup', 'ContactGroup');
  return writeOne(call, 'ContactGroups', 'ContactGroup', 'ContactGroupID', element ?? {}, (sent) =>
    groupOut(put(call.books, sent, group), []),
  );
}

export function addToGroup(call: Call): Answer {
  const group = groupInPath(call);
  const elements = elementsOf(call, 'Contacts', 'Contact');
  const ids = elements.map((element) => text(element, 'ContactID')?.toLowerCase() ?? '');
  const failed = ids.filter((id) => call.books.contacts.get(id)?.status !== 'ACTIVE');
  if (failed.length > 0) {
    throw validationException(
      failed.map((id) => ({
        ContactID: id === '' ? zeroGuid : id,
        ValidationErrors: [{ Message: 'The contact does not exist or is archived.' }],
      })),
    );
  }
  call.books.groups.put({ ...group, members: [...new Set([...group.members, ...ids])] });
  return ok(call, {
    Contacts: ids.map((id) => ({
      ContactID: id,
      Addresses: [],
      Phones: [],
      ContactGroups: [],
      ContactPersons: [],
      HasValidationErrors: false,
      ValidationErrors: [],
    })),
  });
}

export function removeFromGroup(call: Call): Answer {
  const group = groupInPath(call);
  const contactId = param(call, 'contactId').toLowerCase();
  if (!group.members.includes(contactId)) throw notFound();
  call.books.groups.put({ ...group, members: group.members.filter((id) => id !== contactId) });
  return { status: 204 };
}

export function emptyGroup(call: Call): Answer {
  call.books.groups.put({ ...groupInPath(call), members: [] });
  return { status: 204 };
}

function put(books: Books, element: JsonObject, existing: ContactGroup | undefined): ContactGroup {
  const name = text(element, 'Name') ?? existing?.name ?? '';
  const taken = active(books).some(
    (group) => group.id !== existing?.id && group.name.toLowerCase() === name.toLowerCase(),
  );
  if (name === '' || taken) throw new Rejected('Please enter a unique Name.');
  const status = text(element, 'Status') === 'DELETED' ? 'DELETED' : 'ACTIVE';
  return books.groups.put({ id: existing?.id ?? books.newId(), name, status, members: existing?.members ?? [] });
}

function active(books: Books): ContactGroup[] {
  return books.groups.all().filter((group) => group.status === 'ACTIVE');
}

function groupOut(group: ContactGroup, contacts: readonly OutObject[]): OutObject {
  return {
    ContactGroupID: group.id,
    Name: group.name,
    Status: group.status,
    Contacts: contacts,
    HasValidationErrors: false,
  };
}
