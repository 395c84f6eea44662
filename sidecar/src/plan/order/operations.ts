import type { XeroDocument } from '../../model/document';
import type { Operation, XeroKind } from '../../model/operation';
import type { Part, PartRef } from '../../model/record';
import { fingerprint } from '../../shared/ids';
import type { OrderContext } from './context';

interface Intended {
  readonly kind: XeroKind;
  readonly part: Part;
  readonly naturalKey: string;
  readonly dependsOn: readonly PartRef[];
  readonly document: XeroDocument;
  readonly inputFingerprint: string;
  readonly reason: string;
  readonly contact?: string | undefined;
  readonly heldBack?: string | undefined;
  readonly expect?: Operation['expect'];
}

/** Completes an operation of this order with its fingerprint and pins. */
export function operation(context: OrderContext, intended: Intended): Operation {
  const { contact, heldBack, expect, ...rest } = intended;
  return {
    ...rest,
    recordKey: context.recordKey,
    tenantId: context.tenantId,
    documentFingerprint: fingerprint(intended.document),
    pins: {
      settingsVersion: context.input.settings.version,
      trigger: context.trigger,
      ...(contact === undefined ? {} : { contact }),
      ...(heldBack === undefined ? {} : { heldBack }),
      ...(context.order.updated_at === undefined ? {} : { asOf: context.order.updated_at }),
    },
    ...(expect === undefined ? {} : { expect }),
  };
}
