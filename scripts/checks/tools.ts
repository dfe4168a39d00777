/** The checks that another tool makes: types, lint, format, package boundaries, unused code. */
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { run } from '../command.ts'
import { type Check, verdict } from './check.ts'
import { ROOMS } from './rooms.ts'

/** A check that passes when the tool exits with zero, and otherwise shows what the tool said. */
function tool(name: string, title: string, command: string, args: readonly string[]): Check {
  return {
    name,
    run: async (root) => {
      const { code, output } = await run(command, args, { cwd: root })
      return [verdict(title, code === 0 ? [] : [output])]
    },
  }
}

export const lint = tool('lint', 'lint: oxlint, type-aware', 'oxlint', [])
export const format = tool('format', 'format: oxfmt', 'oxfmt', ['--check'])
export const packages = tool('packages', 'boundaries: turbo agrees on package tags', 'turbo', ['boundaries'])
export const unused = tool('unused', 'unused: files, exports, dependencies (knip)', 'knip', ['--no-progress'])

/** TypeScript over every workspace, one verdict each, in the way the workspace itself declares. */
export const types: Check = {
  name: 'types',
  run: async (root) => {
    const folders = ['', ...ROOMS.map((room) => room.path)]
    const verdicts = []
    for (const folder of folders) {
      const projects = ['tsconfig.json', 'tsconfig.test.json'].filter((p) =>
        existsSync(join(root, folder, p)),
      )
      const faults: string[] = []
      if (folder === 'apps/console/' && existsSync(join(root, folder, 'src/app'))) {
        const routes = await run('next', ['typegen'], { cwd: join(root, folder) })
        if (routes.code !== 0) faults.push(routes.output)
      }
      for (const project of projects) {
        const { code, output } = await run('tsc', ['-p', project], { cwd: join(root, folder) })
        if (code !== 0) faults.push(output)
      }
      verdicts.push(verdict(`types: ${nameOf(root, folder)}`, faults))
    }
    return verdicts
  },
}

function nameOf(root: string, folder: string): string {
  const { name } = JSON.parse(readFileSync(join(root, folder, 'package.json'), 'utf8')) as { name: string }
  return name
}
