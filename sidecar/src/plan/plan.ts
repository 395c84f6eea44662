import type { Hold } from '../model/hold';
import { isOrganisation, type Organisation } from '../model/organisation';
import type { Plan, PlanInput } from '../model/plan';
import { tenantId } from '../model/record';
import type { Snapshot } from '../model/snapshot';
import { planCustomer } from './contactOfCustomer';
import { planItem } from './item';
import { planOrder } from './order';
import { planStock } from './stock';

const nothing: Plan = { operations: [], holds: [], needs: [] };

/** The website whose settings apply; 0 (which no website has, so the defaults hold) where the snapshot does not say. */
export function websiteOf(snapshot: Snapshot): number {
  switch (snapshot.recordType) {
    case 'order':
      return snapshot.data.store?.website_id ?? 0;
    case 'customer':
      return snapshot.data.store?.website_id ?? snapshot.data.customer.website_id ?? 0;
    case 'product':
      return snapshot.data.store?.website_id ?? snapshot.data.product.extension_attributes?.website_ids[0] ?? 0;
    case 'stock':
      return 0;
  }
}

/**
 * Turns one record's snapshot into the operations that bring Xero to the desired state. Pure: the same input always gives the same
 * plan, and planning again after the plan was carried out gives nothing.
 */
export function plan(input: PlanInput): Plan {
  const { snapshot } = input;
  const settings = input.settings.forWebsite(websiteOf(snapshot));
  if (settings.mode === 'off') return nothing;
  if (input.organisation === undefined)
    return {
      ...nothing,
      needs: [
        {
          kind: 'organisation',
          tenantId: settings.tenant === null ? null : tenantId(settings.tenant),
          why: 'accounts, tax rates and lock dates are not known yet',
        },
      ],
    };
  const stranger = notOurTenant(input, settings.tenant, input.organisation);
  if (stranger !== undefined) return { ...nothing, holds: [stranger] };
  switch (snapshot.recordType) {
    case 'order':
      return planOrder(input);
    case 'customer':
      return planCustomer({ ...input, snapshot }, settings);
    case 'product':
      return planItem({ ...input, snapshot }, settings);
    case 'stock':
      return planStock({ ...input, snapshot }, settings);
  }
}

/** A website's documents must never reach another organisation's books. */
function notOurTenant(input: PlanInput, wanted: string | null, organisation: Organisation): Hold | undefined {
  if (wanted === null || organisation.tenantId === '' || isOrganisation(organisation, wanted)) return undefined;
  return {
    recordKey: input.recordKey,
    part: input.snapshot.recordType,
    tenantId: null,
    code: 'tenant.unknown',
    subject: wanted,
    message: `The website posts to the Xero organisation ${wanted}, but this is ${organisation.Organisation.Name} (${organisation.tenantId}).`,
    nextStep: 'Connect that organisation, or correct `tenant` in the settings.',
  };
}
