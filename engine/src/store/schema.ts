import { type ColumnDefinitionBuilder, type Compilable, DummyDriver, Kysely, SqliteAdapter, SqliteIntrospector, SqliteQueryCompiler, sql } from 'kysely'
import { CandorError } from '../errors.ts'
import type { Connection } from './sqlite.ts'

/** Tables as rows see them. Actors and items are named once and stand as integers everywhere else. */
export interface Tables {
  /** `name` is an `Actor`: `u:` + user or `s:` + session. Ids are never used twice. */
  actors: { id: number; name: string }
  /** Every item that the catalogue or an event names. */
  items: { id: number; name: string }
  products: { item: number; body: string }
  people: { actor: number; body: string }
  events: EventRow
  documents: { name: string; body: string }
  audit: { seq: number; at: number; action: string; subject: string; details: string | null }
  /** One row. `scrub` is 1 while deleted bytes may still lie in the file. */
  totals: { id: number; revision: number; events: number; people: number; sessions: number; items: number; scrub: number }
}

interface EventRow {
  /** In order of arrival. */
  seq: number
  id: string
  actor: number
  item: number | null
  /** Index into `eventNames`. */
  kind: number
  at: number
  quantity: number | null
  price: number | null
  rating: number | null
  basket: string | null
  /** 0 where the person refused personalisation. */
  usable: number
  /** What only people read, as JSON: session beside a user, query, the rest of the context, consent. */
  extra: string | null
}

/** Writes SQL text and runs none: every query is compiled once and prepared (see `queries.ts`). */
export const writeSql: Kysely<Tables> = new Kysely<Tables>({
  dialect: {
    createAdapter: () => new SqliteAdapter(),
    createDriver: () => new DummyDriver(),
    createIntrospector: (db) => new SqliteIntrospector(db),
    createQueryCompiler: () => new SqliteQueryCompiler(),
  },
})

const schema = writeSql.schema
const eventColumns = ['seq', 'id', 'actor', 'item', 'kind', 'at', 'quantity', 'price', 'rating', 'basket', 'usable', 'extra'] as const
const required = (column: ColumnDefinitionBuilder) => column.notNull()
const counted = (column: ColumnDefinitionBuilder) => column.primaryKey().autoIncrement()

/** Each entry lifts the database by one version. Append only: a version once released is never edited. */
const migrations: readonly (readonly Compilable[])[] = [
  [
    schema
      .createTable('actors')
      .addColumn('id', 'integer', counted)
      .addColumn('name', 'text', (column) => column.notNull().unique()),
    schema
      .createTable('items')
      .addColumn('id', 'integer', counted)
      .addColumn('name', 'text', (column) => column.notNull().unique()),
    schema
      .createTable('products')
      .addColumn('item', 'integer', (column) => column.primaryKey().references('items.id'))
      .addColumn('body', 'text', required),
    schema
      .createTable('people')
      .addColumn('actor', 'integer', (column) => column.primaryKey().references('actors.id'))
      .addColumn('body', 'text', required),
    schema
      .createTable('events')
      .addColumn('seq', 'integer', counted)
      .addColumn('id', 'text', (column) => column.notNull().unique())
      .addColumn('actor', 'integer', (column) => column.notNull().references('actors.id'))
      .addColumn('item', 'integer', (column) => column.references('items.id'))
      .addColumn('kind', 'integer', required)
      .addColumn('at', 'double precision', required)
      .addColumn('quantity', 'double precision')
      .addColumn('price', 'double precision')
      .addColumn('rating', 'double precision')
      .addColumn('basket', 'text')
      .addColumn('usable', 'integer', required)
      .addColumn('extra', 'text'),
    schema.createIndex('events_by_actor').on('events').columns(['actor', 'at', 'seq']),
    schema
      .createTable('documents')
      .addColumn('name', 'text', (column) => column.primaryKey())
      .addColumn('body', 'text', required),
    schema
      .createTable('audit')
      .addColumn('seq', 'integer', counted)
      .addColumn('at', 'double precision', required)
      .addColumn('action', 'text', required)
      .addColumn('subject', 'text', required)
      .addColumn('details', 'text'),
    schema
      .createTable('totals')
      .addColumn('id', 'integer', (column) => column.primaryKey())
      .addColumn('revision', 'integer', required)
      .addColumn('events', 'integer', required)
      .addColumn('people', 'integer', required)
      .addColumn('sessions', 'integer', required)
      .addColumn('items', 'integer', required)
      .addColumn('scrub', 'integer', required),
  ],
  // Events lie on the disk by actor and time, as every reader asks for them: a history is one place to read, not fifty. Whole numbers stay whole.
  [
    schema.alterTable('events').renameTo('events_by_arrival'),
    schema.dropIndex('events_by_actor'),
    schema
      .createTable('events')
      .addColumn('seq', 'integer', (column) => column.notNull().unique())
      .addColumn('id', 'text', (column) => column.notNull().unique())
      .addColumn('actor', 'integer', (column) => column.notNull().references('actors.id'))
      .addColumn('item', 'integer', (column) => column.references('items.id'))
      .addColumn('kind', 'integer', required)
      .addColumn('at', 'numeric', required)
      .addColumn('quantity', 'numeric')
      .addColumn('price', 'numeric')
      .addColumn('rating', 'numeric')
      .addColumn('basket', 'text')
      .addColumn('usable', 'integer', required)
      .addColumn('extra', 'text')
      .addPrimaryKeyConstraint('events_by_actor', ['actor', 'at', 'seq'])
      .modifyEnd(sql`without rowid`),
    writeSql
      .insertInto('events')
      .columns(eventColumns)
      .expression(writeSql.selectFrom(sql<EventRow>`events_by_arrival`.as('old')).select(eventColumns).orderBy('actor').orderBy('at').orderBy('seq')),
    schema.dropTable('events_by_arrival'),
  ],
]

/** The version this code writes. */
export const schemaVersion: number = migrations.length
/** "CNDR": marks the file as Candor's in SQLite's header. */
const applicationId = 0x434e4452

/** Brings the database to `schemaVersion`, in one transaction. Throws `store.version` as `checkVersion` does. */
export function migrate(connection: Connection, path: string): void {
  if (checkVersion(connection, path) === schemaVersion) return
  connection.exec('BEGIN IMMEDIATE')
  try {
    // Asked again under the lock: another process may have done it in between.
    const version = checkVersion(connection, path)
    for (const statement of migrations.slice(version).flat()) connection.exec(statement.compile().sql)
    if (version === 0) connection.exec('INSERT INTO totals VALUES (1, 0, 0, 0, 0, 0, 0)')
    connection.exec(`PRAGMA application_id = ${applicationId}; PRAGMA user_version = ${schemaVersion}`)
    connection.exec('COMMIT')
  } catch (error) {
    connection.exec('ROLLBACK')
    throw error
  }
}

/** The version of the file; 0 where it is new. Throws `store.version` where it is newer than this code or not Candor's at all. */
export function checkVersion(connection: Connection, path: string): number {
  const { user_version: version } = connection.prepare('PRAGMA user_version').get() as { user_version: number }
  const { application_id: owner } = connection.prepare('PRAGMA application_id').get() as { application_id: number }
  const { tables } = connection.prepare('SELECT count(*) AS tables FROM sqlite_schema').get() as { tables: number }
  if (owner !== applicationId && (owner !== 0 || version !== 0 || tables > 0)) {
    throw new CandorError('store.version', `${path} is a database of another program. Choose another folder with --data DIR.`, { details: { path } })
  }
  if (version > schemaVersion) {
    throw new CandorError(
      'store.version',
      `${path} has version ${version}; this Candor knows versions up to ${schemaVersion}. Update Candor, or choose another folder with --data DIR.`,
      { details: { path, version, known: schemaVersion } },
    )
  }
  return version
}
