/**
 * Tells Prisma's command line where the schema and the migrations are.
 *
 * Only generate, validate and format run here; migrations are applied by packages/runtime and written by its tooling.
 */
import { defineConfig } from 'prisma/config'

// These three need no schema engine, yet look for the native one and try to download it. Any executable satisfies them.
if (['generate', 'validate', 'format'].some((command) => process.argv.includes(command))) {
  process.env.PRISMA_SCHEMA_ENGINE_BINARY ??= process.execPath
}

export default defineConfig({
  schema: 'prisma/schema.prisma',
  migrations: { path: 'prisma/migrations' },
  datasource: { url: process.env.DATABASE_URL ?? 'postgresql://localhost/unused' },
})
