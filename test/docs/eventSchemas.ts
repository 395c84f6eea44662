import { z } from 'zod';
import { eventSchema } from '../../sidecar/src/model/event';
import {
  customerSnapshotSchema,
  orderSnapshotSchema,
  productSnapshotSchema,
  stockSnapshotSchema,
} from '../../sidecar/src/model/snapshot';

const describe = (title: string, schema: z.ZodType) => ({
  title,
  // What may come in: before amounts become text and absent fields their defaults. Unknown fields pass.
  ...z.toJSONSchema(schema, { io: 'input', unrepresentable: 'any', reused: 'ref' }),
});

const bySchema = {
  event: describe('The CloudEvent', eventSchema),
  order: describe('data of com.ledgerlink.magento.order.changed.v1', orderSnapshotSchema),
  customer: describe('data of com.ledgerlink.magento.customer.changed.v1', customerSnapshotSchema),
  product: describe('data of com.ledgerlink.magento.product.changed.v1', productSnapshotSchema),
  stock: describe('data of com.ledgerlink.magento.stock.changed.v1', stockSnapshotSchema),
};

/** File name → text, for docs/events/. */
export const eventSchemas = (): Readonly<Record<string, string>> =>
  Object.fromEntries(
    Object.entries(bySchema).map(([name, schema]) => [`${name}.schema.json`, `${JSON.stringify(schema, null, 2)}\n`]),
  );
