import { writeFileSync } from 'node:fs';
import { stringify } from 'yaml';
import { gateway } from '../simulators/magento/derive';

/** Settings of the demo shop. The recorded orders are older than the sidecar, so the cut-over lies before them. */
export function writeDemoSettings(file: string): void {
  const settings = {
    version: 1,
    defaults: {
      mode: 'live',
      cut_over: '2026-01-01T00:00:00',
      accounts: { sales: '200', shipping: '205', adjustment_refund: '207', adjustment_fee: '207', fpt: '208' },
      tax: {
        rates: { 'AU-GST': 'OUTPUT' },
        export: 'EXEMPTEXPORT',
        classes: { '0': 'EXEMPTOUTPUT', '2': 'EXEMPTOUTPUT' },
        untaxed: 'EXEMPTOUTPUT',
      },
      // Cheque orders are sold on account: a credit memo is set off against the invoice that is still open.
      sales: { terms: { methods: { checkmo: '14 days' } } },
      payments: { methods: { checkmo: 'none', [gateway]: { account: '091' } } },
    },
  };
  writeFileSync(file, stringify(settings));
}
