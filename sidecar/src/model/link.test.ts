import { writtenAfter } from './link';

const before = { Name: 'Jane', Phones: [{ PhoneType: 'DEFAULT', PhoneNumber: '1' }], TaxNumber: '9' };

test('an update is laid over what was written before, lists whole', () => {
  const sent = { ContactID: 'c1', TaxNumber: '', Phones: [{ PhoneType: 'MOBILE', PhoneNumber: '2' }] };
  expect(writtenAfter('contact.update', before, sent)).toEqual({ Name: 'Jane', ...sent });
});

test('a first write, an adoption included, is all that was written', () => {
  expect(writtenAfter('contact.create', undefined, before)).toEqual(before);
  expect(writtenAfter('contact.update', undefined, { ContactID: 'c1' })).toEqual({ ContactID: 'c1' });
});

test('a void or delete leaves the document as it was', () => {
  const invoice = { InvoiceNumber: 'INV-1', Status: 'AUTHORISED' };
  for (const kind of ['invoice.void', 'invoice.delete', 'payment.delete'] as const)
    expect(writtenAfter(kind, invoice, { InvoiceID: 'x', Status: 'VOIDED' })).toEqual(invoice);
});
