/**
 * Makes the code that is derived from the schemas: Prisma's client and Pothos' types for the API, typed documents for
 * the console and the client. Git-ignored, made again when its sources changed.
 */
import { type Product, makeWhenStale } from './freshness.ts'
import { run } from './command.ts'

/** Brings all generated code up to date. Throws with the generator's words when one fails. */
export async function generate(root: string): Promise<void> {
  for (const product of products(root)) {
    if (await makeWhenStale(root, product)) console.error(`Generated: ${product.name}`)
  }
}

/** What is generated, each independently of the others. */
function products(root: string): readonly Product[] {
  return [
    {
      name: 'prisma',
      sources: ['prisma/schema.prisma', 'prisma.config.ts', 'package-lock.json'],
      output: 'apps/api/src/generated',
      make: () => runGenerator(root, 'prisma', ['generate', '--no-hints']),
    },
    {
      name: 'typed-documents',
      sources: [
        'schema.graphql',
        'codegen.ts',
        'apps/console/src/**/*.{ts,tsx}',
        'packages/client/src/operations/*.ts',
        'package-lock.json',
      ],
      except: ['generated'],
      output: 'apps/console/src/generated',
      make: () => runGenerator(root, 'graphql-codegen', ['--config', 'codegen.ts']),
    },
  ]
}

async function runGenerator(root: string, command: string, args: readonly string[]): Promise<void> {
  const { code, output } = await run(command, args, { cwd: root })
  if (code !== 0) throw new Error(`${command} ${args.join(' ')} failed:\n${output}`)
}
