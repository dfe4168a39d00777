/**
 * Prisma's real schema engine, run from its WebAssembly build on an in-memory database: it writes the SQL that leads from
 * the migrations to the schema. Development only; nothing here runs in a server.
 */
import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { join } from 'node:path'
import { bindMigrationAwareSqlAdapterFactory } from '@prisma/driver-adapter-utils'
import type { DiffTarget, MigrationList, SchemaEngine } from '@prisma/schema-engine-wasm'
import { openMemory } from '../database/embedded.ts'
import { readMigrations } from './files.ts'

/** The package's loader side, without its entry: that imports .wasm as a module, which Node warns about. */
interface EngineModule {
  readonly SchemaEngine: typeof SchemaEngine
  __wbg_set_wasm(exports: Readonly<Record<string, unknown>>): void
}

/** The part of the platform's WebAssembly that is used here; our compiler settings carry no browser types. */
interface WasmPlatform {
  instantiate(
    binary: Uint8Array,
    imports: object,
  ): Promise<{ readonly instance: { readonly exports: Readonly<Record<string, unknown>> } }>
}

/** Returns the SQL that the migrations in `directory` lack to build the schema in `schemaFile`; empty: nothing. */
export async function missingSql(directory: string, schemaFile: string): Promise<string> {
  const database = await openMemory()
  const factory = bindMigrationAwareSqlAdapterFactory(database.prismaAdapter())
  try {
    const module = await loadEngine()
    const engine = await module.SchemaEngine.new({ datamodels: undefined }, () => undefined, factory)
    const to: DiffTarget = {
      tag: 'schemaDatamodel',
      files: [{ path: 'schema.prisma', content: readFileSync(schemaFile, 'utf8') }],
    }
    const { stdout } = await engine.diff({
      from: { tag: 'migrations', ...migrationList(directory) },
      to,
      script: true,
      exitCode: null,
      filters: { externalTables: [], externalEnums: [] },
    })
    const sql = stdout?.trim() ?? ''
    return sql === '-- This is an empty migration.' ? '' : sql
  } catch (error) {
    // The engine only passes a number through; the registry holds what the database said.
    const id = /External error id#(\d+)/.exec(String(error))?.[1]
    throw id === undefined ? error : factory.errorRegistry.consumeError(Number(id))?.error
  } finally {
    await database.close()
  }
}

async function loadEngine(): Promise<EngineModule> {
  const require = createRequire(import.meta.url)
  const background = require
    .resolve('@prisma/schema-engine-wasm')
    .replace(/schema_engine\.js$/, 'schema_engine_bg.js')
  const module = (await import(background)) as EngineModule
  const binary = readFileSync(background.replace(/\.js$/, '.wasm'))
  const { WebAssembly: platform } = globalThis as unknown as { readonly WebAssembly: WasmPlatform }
  const { instance } = await platform.instantiate(binary, { './schema_engine_bg.js': module })
  module.__wbg_set_wasm(instance.exports)
  const start = instance.exports.__wbindgen_start
  if (typeof start === 'function') start()
  return module
}

function migrationList(directory: string): MigrationList {
  return {
    baseDir: directory,
    lockfile: {
      path: 'migration_lock.toml',
      content: readFileSync(join(directory, 'migration_lock.toml'), 'utf8'),
    },
    shadowDbInitScript: '',
    migrationDirectories: readMigrations(directory).map(({ name, sql }) => ({
      path: name,
      migrationFile: { path: 'migration.sql', content: { tag: 'ok', value: sql } },
    })),
  }
}
