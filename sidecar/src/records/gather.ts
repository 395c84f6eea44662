import type { Directory } from '../model/directory';
import type { Link, XeroType } from '../model/link';
import type { LinkBook, Plan, PlanInput } from '../model/plan';
import type { InstanceId, RecordKey, TenantId } from '../model/record';
import type { PlanTx, RecordId } from './ports';

/** Rounds of asking that no honest plan needs: contact names with suffixes are the longest chain. */
const mostRounds = 50;

/**
 * Plans with the links and the directory of the store. The planner is pure and asks synchronously, so each question is answered from memory;
 * what is not there is noted, read in this transaction, and the plan is made again. So 60,000 contacts never sit in memory for one order,
 * and the planner needs to know nothing of databases.
 */
export async function planWithFacts(
  tx: PlanTx,
  tenantId: TenantId | undefined,
  input: Omit<PlanInput, 'links' | 'directory' | 'isGone'>,
  /** Records that Magento answered it does not have. */
  isUnknownToMagento: (record: RecordId) => boolean,
  plan: (input: PlanInput) => Plan,
): Promise<Plan> {
  const facts = factsFrom(tx, tenantId, input.instanceId);
  for (let round = 1; round <= mostRounds; round += 1) {
    const planned = plan({
      ...input,
      links: facts.links,
      directory: facts.directory,
      isGone: (recordKey) =>
        facts.isDeleted(recordKey) || isUnknownToMagento({ instanceId: input.instanceId, recordKey }),
    });
    if (!(await facts.readMissing())) return planned;
  }
  throw new Error(`The plan of ${input.recordKey} asks for ever more facts`);
}

interface Facts {
  readonly links: LinkBook;
  readonly directory: Directory;
  isDeleted(recordKey: RecordKey): boolean;
  /** Reads what was asked for and not known. False: nothing was missing. */
  readMissing(): Promise<boolean>;
}

function factsFrom(tx: PlanTx, tenantId: TenantId | undefined, instanceId: InstanceId): Facts {
  const missing = new Map<string, () => Promise<void>>();

  /** A question answered from memory; the first time it answers `unknown` and is noted. */
  function remembered<T>(name: string, unknown: T, read: (tenant: TenantId, key: string) => Promise<T>) {
    const known = new Map<string, T>();
    return (key: string): T => {
      const answer = known.get(key);
      if (answer !== undefined || known.has(key)) return answer ?? unknown;
      if (tenantId !== undefined)
        missing.set(`${name} ${key}`, async () => void known.set(key, await read(tenantId, key)));
      return unknown;
    };
  }

  const of = remembered<readonly Link[]>('links', [], (tenant, key) =>
    tx.linksOf(tenant, { instanceId, recordKey: key as RecordKey }),
  );
  const toDocument = remembered<readonly Link[]>('document', [], (tenant, key) => {
    const space = key.indexOf(' ');
    return tx.linksToDocument(tenant, instanceId, key.slice(0, space) as XeroType, key.slice(space + 1));
  });
  const numbered = remembered<readonly Link[]>('numbered', [], (tenant, key) => {
    const space = key.indexOf(' ');
    return tx.linksByNumber(tenant, instanceId, key.slice(0, space) as XeroType, key.slice(space + 1));
  });
  return {
    isDeleted: remembered('deleted', false, (_tenant, key) =>
      tx.isDeleted({ instanceId, recordKey: key as RecordKey }),
    ),
    links: {
      of,
      find: (recordKey, part, xeroType) =>
        of(recordKey).find((link) => link.part === part && link.xeroType === xeroType),
      byXeroId: (xeroType, xeroId) => toDocument(`${xeroType} ${xeroId}`)[0],
      byNumber: (xeroType, xeroNumber) => numbered(`${xeroType} ${xeroNumber}`)[0],
    },
    directory: {
      contactById: remembered('contact', undefined, (tenant, id) => tx.contactById(tenant, id)),
      contactByNumber: remembered('number', undefined, (tenant, number) => tx.contactByNumber(tenant, number)),
      contactsByEmail: remembered('email', [], (tenant, email) => tx.contactsByEmail(tenant, email)),
      contactsByName: remembered('name', [], (tenant, name) => tx.contactsByName(tenant, name)),
      itemByCode: remembered('item', undefined, (tenant, code) => tx.itemByCode(tenant, code)),
    },
    async readMissing() {
      if (missing.size === 0) return false;
      const reads = [...missing.values()];
      missing.clear();
      for (const read of reads) await read();
      return true;
    },
  };
}
