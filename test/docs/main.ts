import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { errorsPage } from './errorsPage';
import { eventSchemas } from './eventSchemas';
import { settingsPage } from './settingsPage';

/** `npm run docs`: writes what is generated from the code. */
writeFileSync(join(__dirname, '..', '..', 'docs', 'errors.md'), errorsPage());
writeFileSync(join(__dirname, '..', '..', 'docs', 'settings.md'), settingsPage());

const events = join(__dirname, '..', '..', 'docs', 'events');
mkdirSync(events, { recursive: true });
for (const [name, text] of Object.entries(eventSchemas())) writeFileSync(join(events, name), text);
