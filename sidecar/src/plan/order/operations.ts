import type { XeroDocument } from '../../model/document';
import type { Operation, Pins, XeroKind } from '../../model/operation';
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
  const { kind, part, naturalKey, dependsOn, document, inputFingerprint, reason, contact, heldBack, expect } = intended;
  const pins: Pins = { settingsVersion: context.input.settings.version, trigger: context.trigger };
  if (contact !== undefined) pins.contact = contact;
  if (heldBack !== undefined) pins.heldBack = heldBack;
  if (context.order.updated_at !== undefined) pins.asOf = context.order.updated_at;
  const documentFingerprint = fingerprint(document);
  const { recordKey, tenantId } = context;
  return {
    kind,
    recordKey,
    part,
    tenantId,
    naturalKey,
    dependsOn,
    document,
    inputFingerprint,
    documentFingerprint,
    reason,
    pins,
    ...(expect === undefined ? {} : { expect }),
  };
}
