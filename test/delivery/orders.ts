import type { PlannedForTest } from './station';

/** Operations of a plain paid order as the planner makes them: contact, invoice, payment. */
export function contactOf(n: number): PlannedForTest {
  return {
    kind: 'contact.create',
    record: `customer:${n}`,
    part: 'contact',
    naturalKey: `M2-0c5b7b2e-${n}`,
    document: {
      Name: `Buyer ${n}`,
      ContactNumber: `M2-0c5b7b2e-${n}`,
      FirstName: 'Buyer',
      LastName: String(n),
      EmailAddress: `buyer${n}@example.com`,
    },
  };
}

export function invoiceOf(n: number, contact = n, account = '200'): PlannedForTest {
  const number = `INV-${String(n).padStart(9, '0')}`;
  return {
    kind: 'invoice.create',
    record: `order:${n}`,
    part: `invoice:${n}`,
    naturalKey: number,
    dependsOn: [`customer:${contact}/contact`],
    document: {
      Type: 'ACCREC',
      Contact: { ContactID: { ref: `customer:${contact}/contact` } },
      InvoiceNumber: number,
      Reference: `Order ${n}`,
      Date: '2026-11-20',
      DueDate: '2026-11-20',
      Status: 'AUTHORISED',
      LineAmountTypes: 'Inclusive',
      CurrencyCode: 'AUD',
      LineItems: [
        {
          Description: 'Tee M',
          Quantity: '1',
          UnitAmount: '88',
          AccountCode: account,
          TaxType: 'OUTPUT',
          TaxAmount: '8.00',
        },
        {
          Description: 'Card',
          Quantity: '3',
          UnitAmount: '0.8933',
          AccountCode: account,
          TaxType: 'OUTPUT',
          TaxAmount: '0.24',
        },
      ],
    },
    expect: { Total: '90.68', TotalTax: '8.24' },
  };
}

export function paymentOf(n: number): PlannedForTest {
  return {
    kind: 'payment.create',
    record: `order:${n}`,
    part: `payment:${n}`,
    naturalKey: `INV-${String(n).padStart(9, '0')} · txn-${n}`,
    dependsOn: [`order:${n}/invoice:${n}`],
    document: {
      Invoice: { InvoiceID: { ref: `order:${n}/invoice:${n}` } },
      Account: { Code: '091' },
      Date: '2026-11-20',
      Amount: '90.68',
      Reference: `INV-${String(n).padStart(9, '0')} · txn-${n}`,
    },
  };
}

export const orderOf = (n: number): PlannedForTest[] => [contactOf(n), invoiceOf(n), paymentOf(n)];
export const ordersOf = (count: number, from = 1): PlannedForTest[] =>
  Array.from({ length: count }, (_, index) => orderOf(from + index)).flat();
