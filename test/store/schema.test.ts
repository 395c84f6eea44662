import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { sql } from 'kysely';
import { onEachDatabase } from './databases';

/**
 * The schema as it stands, one line a column and an index, the same on both databases. A released migration never changes: where this file
 * changes, a new migration must have come. `UPDATE_SCHEMA=1` writes it anew.
 */
const file = join(__dirname, 'schema.txt');

onEachDatabase('the schema', (database) => {
  it('is the one written down, on this database too', async () => {
    const { db, dialect } = database().store;
    const tables = await db.introspection.getTables();
    const columns = tables.flatMap(({ name, columns: all }) =>
      all.map((column) => {
        const type = { bigint: 'integer', int8: 'integer', int4: 'integer', text: 'text' }[
          column.dataType.toLowerCase()
        ];
        const own = column.isAutoIncrementing ? ' serial' : column.isNullable ? ' null' : '';
        return `${name}.${column.name} ${type ?? column.dataType.toLowerCase()}${own}`;
      }),
    );
    const { rows } = await (
      dialect === 'sqlite'
        ? sql<{ name: string }>`select name from sqlite_master where type = 'index' and name not like 'sqlite_%'`
        : sql<{ name: string }>`select index_class.relname as name from pg_index
          join pg_class as index_class on index_class.oid = pg_index.indexrelid
          join pg_namespace on pg_namespace.oid = index_class.relnamespace and pg_namespace.nspname = 'public'
          where not exists (select 1 from pg_constraint where conindid = pg_index.indexrelid)`
    ).execute(db);
    const lines = [...columns.sort(), ...rows.map((row) => `index ${row.name}`).sort()].join('\n');
    if (process.env['UPDATE_SCHEMA'] === '1' && dialect === 'sqlite') writeFileSync(file, `${lines}\n`);
    expect(`${lines}\n`).toBe(readFileSync(file, 'utf8'));
  });
});
