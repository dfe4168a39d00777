/** The tasks behind the root's npm scripts. Runs on the pinned Node; `run.mjs` starts it. */
import { copyFileSync, existsSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { printSchemaOfApi } from './checks/schema.ts'
import { run } from './command.ts'
import { buildConsole } from './console-build.ts'
import { generate } from './generate.ts'
import { runChecks } from './suite.ts'

const root = join(import.meta.dirname, '..')

/** Each returns the exit code. */
const TASKS: Readonly<Record<string, (args: readonly string[]) => Promise<number>>> = {
  test: (args) => runChecks(root, args),
  check: (args) => runChecks(root, args),
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
  schema: async () => {
    await generate(root)
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
