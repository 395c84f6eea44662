import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { errorsPage } from './errorsPage';
import { settingsPage } from './settingsPage';

/** `npm run docs`: writes what is generated from the code. */
writeFileSync(join(__dirname, '..', '..', 'docs', 'errors.md'), errorsPage());
writeFileSync(join(__dirname, '..', '..', 'docs', 'settings.md'), settingsPage());
