/**
 * Makes the code that is derived from the schemas: Prisma's client and Pothos' types for the API, typed documents for
 * the console and the client. Git-ignored, made again when its sources changed.
 */
import { type Product, makeWhenStale } from './freshness.ts'
import { run } from './command.ts'

/**
 * Brings generated code up to date. Throws with the generators' words when one fails, after the others had their turn.
 */
export async function generate(root: string): Promise<void> {
  const faults: string[] = []
  for (const product of [prismaClient(root), typedDocuments(root)]) {
    try {
      if (await makeWhenStale(root, product)) console.error(`Generated: ${product.name}`)
    } catch (error) {
      faults.push(error instanceof Error ? error.message : String(error))
    }
  }
  if (faults.length > 0) throw new Error(faults.join('\n\n'))
}

/** Brings up to date only what the API needs to print its schema: the documents may not fit the new schema yet. */
export async function generateForSchema(root: string): Promise<void> {
  await makeWhenStale(root, prismaClient(root))
}

function prismaClient(root: string): Product {
  return {
    name: 'prisma',
    sources: ['prisma/schema.prisma', 'prisma.config.ts', 'package-lock.json'],
    outputs: ['apps/api/src/generated/prisma', 'apps/api/src/generated/pothos.ts'],
    make: () => runGenerator(root, 'prisma', ['generate', '--no-hints']),
  }
}

function typedDocuments(root: string): Product {
  return {
    name: 'typed-documents',
    sources: [
      'schema.graphql',
      'codegen.ts',
      'apps/console/*.codegen.mjs',
      'apps/console/src/**/*.{ts,tsx}',
      'packages/client/src/operations/*.ts',
      'package-lock.json',
    ],
    except: ['generated'],
    outputs: ['apps/console/src/generated', 'packages/client/src/generated'],
    make: () => runGenerator(root, 'graphql-codegen', ['--config', 'codegen.ts']),
  }
}

async function runGenerator(root: string, command: string, args: readonly string[]): Promise<void> {
  const { code, output } = await run(command, args, { cwd: root })
  if (code !== 0) throw new Error(`${command} ${args.join(' ')} failed:\n${output}`)
}
