import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { errorsPage } from './errorsPage';

/** `npm run docs`: writes what is generated from the code. */
writeFileSync(join(__dirname, '..', '..', 'docs', 'errors.md'), errorsPage());
