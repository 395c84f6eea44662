import { referenceOf, xeroTypeOfPart, type ReferenceFacts } from '../deliver/references';
import { pinsSchema, type Lane, type OperationKind } from '../model/operation';
import type { RecordKey } from '../model/record';
import { fingerprint, newId } from '../shared/ids';
import { linkRow } from './links';
import type { Tx } from './open';
import { insertOperations, moveOperations } from './operations';
import type { HoldRow, LinkRow } from './schema';

/**
 * Write-backs are not planned: each change of a link and each hold opened or closed makes one, in the same transaction. Magento keeps the
 * newest by the link's revision, so an older one that was not sent yet is superseded.
 */
export async function writeBackLink(tx: Tx, link: LinkRow, lane: Lane, nowMs: number): Promise<void> {
  const facts: ReferenceFacts = {
    recordKey: link.record_key as RecordKey,
    part: link.part,
    tenantId: link.tenant_id,
    xeroType: link.xero_type,
    xeroId: link.xero_id,
    xeroNumber: link.xero_number,
    status: 'synced',
    message: null,
    revision: link.revision,
  };
  await writeBack(tx, link.instance_id, facts, lane, nowMs);
  // A guest has no record in Magento: its contact shows on the order.
  const { contact } = pinsSchema.parse(JSON.parse(link.pins));
  if (link.xero_type === 'Invoice' && contact !== undefined)
    await writeBack(
      tx,
      link.instance_id,
      { ...facts, part: 'contact', xeroType: 'Contact', xeroId: contact, xeroNumber: null },
      lane,
      nowMs,
    );
}

/** Opened: Magento shows `held` and why. Closed: what the link says, or that it is on its way. */
export async function writeBackHold(tx: Tx, hold: HoldRow, nowMs: number): Promise<void> {
  const xeroType = xeroTypeOfPart(hold.part);
  if (xeroType === undefined || hold.tenant_id === null) return;
  const link = await linkRow(tx, {
    tenant_id: hold.tenant_id,
    instance_id: hold.instance_id,
    record_key: hold.record_key,
    part: hold.part,
    xero_type: xeroType,
  });
  const open = hold.state === 'open';
  await writeBack(
    tx,
    hold.instance_id,
    {
      recordKey: hold.record_key as RecordKey,
      part: hold.part,
      tenantId: hold.tenant_id,
      xeroType,
      xeroId: link?.xero_id ?? null,
      xeroNumber: link?.xero_number ?? null,
      status: open ? 'held' : hold.state === 'skipped' ? 'skipped' : link === undefined ? 'pending' : 'synced',
      message: open ? `${hold.message} ${hold.next_step}` : null,
      revision: link?.revision ?? 0,
    },
    'live',
    nowMs,
  );
}

/** For records/: told of every hold that planning opened or closed. */
export async function writeBackHolds(
  tx: Tx,
  change: { readonly opened: readonly HoldRow[]; readonly closed: readonly HoldRow[] },
  nowMs: number,
): Promise<void> {
  for (const hold of [...change.opened, ...change.closed]) await writeBackHold(tx, hold, nowMs);
}

const kind: OperationKind = 'references.write';

async function writeBack(tx: Tx, instanceId: string, facts: ReferenceFacts, lane: Lane, nowMs: number): Promise<void> {
  const reference = referenceOf(facts);
  if (reference === undefined) return;
  const name = `${facts.recordKey}/${facts.part}/${facts.xeroType}`;
  const earlier = await tx
    .selectFrom('operations')
    .select(['id', 'natural_key'])
    .where('instance_id', '=', instanceId)
    .where('record_key', '=', facts.recordKey)
    .where('kind', '=', kind)
    .where('tenant_id', '=', facts.tenantId)
    .where('state', '=', 'ready')
    .execute();
  const ids = earlier.filter((row) => row.natural_key.startsWith(`${name}#`)).map((row) => row.id);
  await moveOperations(tx, ids, 'ready', 'superseded', nowMs);
  const id = newId();
  const document = { references: [reference] };
  await insertOperations(tx, [
    {
      id,
      target: 'magento',
      tenant_id: facts.tenantId,
      instance_id: instanceId,
      record_key: facts.recordKey,
      part: facts.part,
      planned_by: 'write-back',
      kind,
      // Several of one revision may follow each other (held, released): each is one of its own.
      natural_key: `${name}#${facts.revision}:${id}`,
      document: JSON.stringify(document),
      pins: '{}',
      expect: null,
      input_fingerprint: '',
      document_fingerprint: fingerprint(document),
      reason: facts.status === 'held' ? 'Magento is told what is held' : 'Magento is told what is in Xero',
      lane,
      state: 'ready',
      tries: 0,
      available_at_ms: nowMs,
      created_at_ms: nowMs,
      updated_at_ms: nowMs,
      error_code: null,
      error_message: null,
      next_step: null,
      attempt_id: null,
    },
  ]);
}
