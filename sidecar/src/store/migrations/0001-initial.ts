import { sql, type CreateTableBuilder, type Kysely, type Migration } from 'kysely';
import type { Dialect } from '../dialect';

type Column = 'text' | 'integer' | 'bigint';

/** A column list in short: name, type, `?` for nullable. */
type Columns = Readonly<Record<string, Column | `${Column}?`>>;

/** The tables of the first release. SQLite knows `integer` only; PostgreSQL's milliseconds and ids need `bigint`. */
export const initial = (dialect: Dialect): Migration => {
  const type = (column: Column) => (dialect === 'sqlite' && column === 'bigint' ? 'integer' : column);

  async function create(
    db: Kysely<unknown>,
    name: string,
    columns: Columns,
    options: { serial?: string; primary?: string[]; unique?: string[] } = {},
  ): Promise<void> {
    let table: CreateTableBuilder<string, string> = db.schema.createTable(name);
    const { serial } = options;
    if (serial !== undefined)
      table = table.addColumn(serial, type('bigint'), (column) =>
        dialect === 'sqlite' ? column.primaryKey().autoIncrement() : column.primaryKey().generatedByDefaultAsIdentity(),
      );
    for (const [column, definition] of Object.entries(columns)) {
      const nullable = definition.endsWith('?');
      const base = definition.replace('?', '');
      table = table.addColumn(column, type(base === 'text' || base === 'integer' ? base : 'bigint'), (built) =>
        nullable ? built : built.notNull(),
      );
    }
    if (options.primary !== undefined) table = table.addPrimaryKeyConstraint(`${name}_key`, options.primary);
    if (options.unique !== undefined) table = table.addUniqueConstraint(`${name}_unique`, options.unique);
    await table.execute();
  }

  const index = (db: Kysely<unknown>, table: string, columns: string[]) =>
    db.schema
      .createIndex(`${table}_${columns.join('_')}`)
      .on(table)
      .columns(columns)
      .execute();

  return {
    async up(db: Kysely<unknown>): Promise<void> {
      await create(
        db,
        'inbox',
        {
          instance_id: 'text',
          event_id: 'text',
          type: 'text',
          record_key: 'text?',
          version: 'text?',
          reasons: 'text',
          occurred_at: 'text?',
          received_at_ms: 'bigint',
          source: 'text',
          topic: 'text?',
          kafka_partition: 'integer?',
          kafka_offset: 'text?',
          state: 'text',
          note: 'text?',
          body: 'text',
          body_encoding: 'text',
        },
        { serial: 'id', unique: ['instance_id', 'event_id'] },
      );
      await index(db, 'inbox', ['state', 'id']);
      await index(db, 'inbox', ['record_key', 'id']);
      await index(db, 'inbox', ['received_at_ms']);

      await create(
        db,
        'records',
        {
          instance_id: 'text',
          record_key: 'text',
          record_type: 'text',
          version: 'text',
          snapshot: 'text?',
          deleted: 'integer',
          website_id: 'integer?',
          store_code: 'text?',
          tenant_id: 'text?',
          label: 'text?',
          email: 'text?',
          dirty: 'integer',
          dirty_reason: 'text?',
          lane: 'text',
          due_at_ms: 'bigint',
          tries: 'integer',
          last_error: 'text?',
          revision: 'bigint',
          planned_version: 'text?',
          planned_at_ms: 'bigint?',
          settings_version: 'text?',
          created_at_ms: 'bigint',
          updated_at_ms: 'bigint',
        },
        { primary: ['instance_id', 'record_key'] },
      );
      await index(db, 'records', ['dirty', 'lane', 'due_at_ms']);
      await index(db, 'records', ['record_type', 'updated_at_ms']);
      await index(db, 'records', ['label']);
      await index(db, 'records', ['email']);
      await create(
        db,
        'record_skus',
        { instance_id: 'text', sku: 'text', record_key: 'text', open: 'integer' },
        { primary: ['instance_id', 'sku', 'record_key'] },
      );

      await create(
        db,
        'operations',
        {
          id: 'text',
          target: 'text',
          tenant_id: 'text',
          instance_id: 'text',
          record_key: 'text',
          part: 'text',
          planned_by: 'text',
          kind: 'text',
          natural_key: 'text',
          document: 'text',
          pins: 'text',
          expect: 'text?',
          input_fingerprint: 'text',
          document_fingerprint: 'text',
          reason: 'text',
          lane: 'text',
          state: 'text',
          tries: 'integer',
          available_at_ms: 'bigint',
          created_at_ms: 'bigint',
          updated_at_ms: 'bigint',
          error_code: 'text?',
          error_message: 'text?',
          next_step: 'text?',
          attempt_id: 'text?',
        },
        { serial: 'seq', unique: ['id'] },
      );
      // Two live operations for one document would write it twice: the database itself refuses that.
      await sql`create unique index operations_live on operations (tenant_id, instance_id, kind, natural_key, record_key, part)
        where state in ('preview', 'waiting', 'ready', 'sending', 'unknown', 'held')`.execute(db);
      // Claiming reads only what can be sent: done operations never make it slower.
      await sql`create index operations_ready on operations (target, tenant_id, lane, kind, available_at_ms, seq)
        where state = 'ready'`.execute(db);
      await index(db, 'operations', ['state', 'target', 'tenant_id']);
      await index(db, 'operations', ['instance_id', 'record_key', 'seq']);
      await index(db, 'operations', ['instance_id', 'planned_by', 'state']);
      await index(db, 'operations', ['attempt_id']);

      await create(
        db,
        'operation_dependencies',
        { operation_id: 'text', ref: 'text', satisfied: 'integer' },
        { primary: ['operation_id', 'ref'] },
      );
      await index(db, 'operation_dependencies', ['ref', 'satisfied']);

      await create(
        db,
        'holds',
        {
          tenant_id: 'text?',
          instance_id: 'text',
          record_key: 'text',
          part: 'text',
          planned_by: 'text',
          code: 'text',
          subject: 'text',
          message: 'text',
          next_step: 'text',
          details: 'text?',
          state: 'text',
          operation_id: 'text?',
          created_at_ms: 'bigint',
          closed_at_ms: 'bigint?',
          note: 'text?',
        },
        { serial: 'id' },
      );
      await index(db, 'holds', ['code', 'subject', 'state']);
      await index(db, 'holds', ['instance_id', 'planned_by', 'state']);
      await index(db, 'holds', ['instance_id', 'record_key']);
      await index(db, 'holds', ['operation_id']);

      await create(
        db,
        'attempts',
        {
          id: 'text',
          tenant_id: 'text',
          target: 'text',
          kind: 'text',
          lane: 'text',
          idempotency_key: 'text?',
          method: 'text',
          path: 'text',
          request_body: 'text?',
          operation_count: 'integer',
          sent_at_ms: 'bigint',
          finished_at_ms: 'bigint?',
          outcome: 'text?',
          http_status: 'integer?',
          response: 'text?',
          correlation_id: 'text?',
          error_code: 'text?',
          error_message: 'text?',
          duration_ms: 'bigint?',
          lease_token: 'bigint?',
        },
        { primary: ['id'] },
      );
      await index(db, 'attempts', ['tenant_id', 'sent_at_ms']);
      await sql`create index attempts_open on attempts (target, tenant_id, sent_at_ms) where outcome is null or outcome = 'unknown'`.execute(
        db,
      );

      await create(
        db,
        'attempt_operations',
        { attempt_id: 'text', operation_id: 'text', position: 'integer', outcome: 'text?', message: 'text?' },
        { primary: ['attempt_id', 'position'] },
      );
      await index(db, 'attempt_operations', ['operation_id']);

      await create(
        db,
        'links',
        {
          tenant_id: 'text',
          instance_id: 'text',
          record_key: 'text',
          part: 'text',
          xero_type: 'text',
          xero_id: 'text',
          xero_number: 'text?',
          input_fingerprint: 'text',
          document_fingerprint: 'text',
          document: 'text?',
          seen: 'text',
          pins: 'text',
          revision: 'bigint',
          created_at_ms: 'bigint',
          updated_at_ms: 'bigint',
        },
        { serial: 'id', unique: ['tenant_id', 'instance_id', 'record_key', 'part', 'xero_type'] },
      );
      await index(db, 'links', ['xero_type', 'xero_id']);
      await index(db, 'links', ['xero_type', 'xero_number']);
      await index(db, 'links', ['instance_id', 'record_key']);

      await create(
        db,
        'xero_contacts',
        {
          tenant_id: 'text',
          contact_id: 'text',
          name: 'text',
          name_folded: 'text',
          contact_number: 'text?',
          email: 'text?',
          email_folded: 'text?',
          status: 'text',
          merged_to: 'text?',
          updated_at: 'text?',
          body: 'text',
        },
        { primary: ['tenant_id', 'contact_id'] },
      );
      await index(db, 'xero_contacts', ['tenant_id', 'contact_number']);
      await index(db, 'xero_contacts', ['tenant_id', 'email_folded']);
      await index(db, 'xero_contacts', ['tenant_id', 'name_folded']);
      await create(
        db,
        'xero_items',
        { tenant_id: 'text', item_id: 'text', code: 'text', body: 'text' },
        { primary: ['tenant_id', 'item_id'] },
      );
      await index(db, 'xero_items', ['tenant_id', 'code']);
      await create(
        db,
        'organisations',
        { tenant_id: 'text', body: 'text', fetched_at_ms: 'bigint' },
        { primary: ['tenant_id'] },
      );

      await create(
        db,
        'leases',
        { name: 'text', holder: 'text', token: 'bigint', expires_at_ms: 'bigint' },
        { primary: ['name'] },
      );
      await create(
        db,
        'allowances',
        { tenant_id: 'text', state: 'text', updated_at_ms: 'bigint' },
        { primary: ['tenant_id'] },
      );
      await create(db, 'watermarks', { name: 'text', value: 'text' }, { primary: ['name'] });

      await create(
        db,
        'settings',
        { version: 'text', body: 'text', source: 'text', created_at_ms: 'bigint', active: 'integer' },
        { primary: ['version'] },
      );
      await create(
        db,
        'connections',
        {
          id: 'text',
          kind: 'text',
          tenant_id: 'text?',
          label: 'text?',
          secret_body: 'text',
          state: 'text',
          updated_at_ms: 'bigint',
        },
        { primary: ['id'] },
      );

      await create(
        db,
        'runs',
        {
          id: 'text',
          kind: 'text',
          state: 'text',
          cursor: 'text?',
          progress: 'text',
          created_at_ms: 'bigint',
          updated_at_ms: 'bigint',
          finished_at_ms: 'bigint?',
        },
        { primary: ['id'] },
      );
      await create(
        db,
        'mismatches',
        {
          run_id: 'text',
          tenant_id: 'text',
          record_key: 'text?',
          class: 'text',
          details: 'text',
          state: 'text',
          note: 'text?',
          created_at_ms: 'bigint',
          updated_at_ms: 'bigint',
        },
        { serial: 'id' },
      );
      await index(db, 'mismatches', ['run_id', 'class']);
      await create(
        db,
        'approvals',
        {
          instance_id: 'text',
          record_key: 'text',
          part: 'text',
          rule: 'text',
          document_fingerprint: 'text',
          state: 'text',
          actor: 'text?',
          note: 'text?',
          created_at_ms: 'bigint',
          decided_at_ms: 'bigint?',
        },
        { serial: 'id' },
      );
      await index(db, 'approvals', ['instance_id', 'record_key', 'state']);
      await create(
        db,
        'users',
        { id: 'text', email: 'text', password_hash: 'text', role: 'text', created_at_ms: 'bigint' },
        { primary: ['id'], unique: ['email'] },
      );

      await create(
        db,
        'audit',
        {
          at_ms: 'bigint',
          actor: 'text',
          action: 'text',
          record_key: 'text?',
          payload_id: 'text?',
          payload_hash: 'text?',
          prev_hash: 'text',
          hash: 'text',
        },
        // Two writers that read the same newest row would fork the chain: the database refuses the second.
        { serial: 'id', unique: ['prev_hash'] },
      );
      await index(db, 'audit', ['record_key', 'id']);
      await create(db, 'audit_payloads', { id: 'text', body: 'text' }, { primary: ['id'] });
    },
  };
};
