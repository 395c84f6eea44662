/** Contacts of buyers. `planOrderBuyer` is for orders, `planCustomer` for the record of a registered customer. */
export { planOrderBuyer, type Buyer } from './contactOfOrder';
export { planCustomer } from './contactOfCustomer';
