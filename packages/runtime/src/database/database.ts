/**
 * What the shell asks of a database: queries, scripts and transactions, the same on the embedded PGlite and on PostgreSQL.
 *
 * Rows come back with one set of JavaScript types on both: bigint columns as safe integers, numeric as exact text,
 * timestamps as `Date`, json as text, bytea as `Uint8Array`.
 */
import type { SqlMigrationAwareDriverAdapterFactory } from '@prisma/driver-adapter-utils'

/** A value that a query parameter may hold; arrays of texts and numbers become SQL arrays. */
export type SqlValue =
  | string
  | number
  | boolean
  | null
  | Date
  | Uint8Array
  | readonly (string | number | null)[]

export interface SqlOptions {
  /** Name under which the statement is prepared once per connection; the same name must always mean the same text. */
  readonly prepared?: string
}

export interface Queryable {
  /** Runs one statement and returns its rows. */
  query<Row extends object>(
    text: string,
    values?: readonly SqlValue[],
    options?: SqlOptions,
  ): Promise<readonly Row[]>
  /** Runs several statements that take no parameters. */
  script(text: string): Promise<void>
}

export interface Database extends Queryable {
  /** True where commits are not flushed to disk: a power cut may lose or corrupt them. */
  readonly embedded: boolean
  /** Runs `work` in one transaction: commits when it resolves, rolls back when it throws. */
  transaction<Result>(work: (tx: Queryable) => Promise<Result>): Promise<Result>
  /**
   * Runs SQL of a library that brings its own: one statement with values, or a script without. Rows as the driver itself reads
   * them; a script that fails leaves nothing behind.
   */
  execute(text: string, values?: readonly unknown[]): Promise<readonly object[]>
  /** A Prisma driver adapter over the same instance or pool, for reads by the API and for identity. */
  prismaAdapter(): SqlMigrationAwareDriverAdapterFactory
  /** Closes connections and releases the data directory. Safe to call twice. */
  close(): Promise<void>
}
