/** The tasks behind the root's npm scripts. Runs on the pinned Node; `run.mjs` starts it. */
import { copyFileSync, existsSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { run } from './command.ts'
import { buildConsole } from './console-build.ts'
import { generate, generateForSchema } from './generate.ts'

const root = join(import.meta.dirname, '..')

/** Each returns the exit code. */
const TASKS: Readonly<Record<string, (args: readonly string[]) => Promise<number>>> = {
  test: check,
  check,
  generate: async () => {
    await generate(root)
    return 0
  },
  prepare: async () => {
    await generate(root)
    await buildConsole(root)
    return 0
  },
  bench: async (args) => {
    await generate(root)
    const outcome = await run('node', ['bench/src/main.ts', ...args], { cwd: root, show: true })
    return outcome.code
  },
  'api-report': async () => {
    const { currentReport } = await import('./checks/api-report.ts')
    writeFileSync(join(root, 'packages/sdk/api-report.md'), await currentReport(root))
    return 0
  },
  'api-report:release': async () => {
    copyFileSync(join(root, 'packages/sdk/api-report.md'), join(root, 'packages/sdk/api-report.released.md'))
    return 0
  },
  schema: async () => {
    await generateForSchema(root)
    const { printSchemaOfApi } = await import('./checks/schema.ts')
    writeFileSync(join(root, 'schema.graphql'), await printSchemaOfApi(root))
    return 0
  },
  'schema:release': async () => {
    copyFileSync(join(root, 'schema.graphql'), join(root, 'schema.released.graphql'))
    if (existsSync(join(root, 'schema.breaking.json')))
      writeFileSync(join(root, 'schema.breaking.json'), '[]\n')
    return 0
  },
}

/** Loaded when asked for: a start must not wait for the parsers that checks use. */
async function check(names: readonly string[]): Promise<number> {
  const { runChecks } = await import('./suite.ts')
  return runChecks(root, names)
}

const [name = '', ...args] = process.argv.slice(2)
const task = TASKS[name]
if (!task) {
  console.error(`Unknown task "${name}". There are: ${Object.keys(TASKS).join(', ')}`)
  process.exit(2)
}
try {
  process.exit(await task(args))
} catch (error) {
  console.error(error instanceof Error ? error.message : error)
  process.exit(1)
}
