/** `quarterdeck strategy new`: a folder with a strategy that runs, its unit test, bars to try it on, and what to do next. */

import { existsSync, mkdirSync, readdirSync, writeFileSync } from 'node:fs'
import { dirname, join, relative, resolve } from 'node:path'
import { WrongUsage, Refused } from '../../exit.ts'
import { printResult } from '../../output/table.ts'
import { filesOf } from './template/files.ts'

const NAME = /^[a-z][a-z0-9]*(-[a-z0-9]+)*$/
const NAME_LENGTH_MAX = 40

export function newStrategy(
  name: string,
  options: { readonly directory?: string; readonly json: boolean },
): void {
  if (!NAME.test(name) || name.length > NAME_LENGTH_MAX)
    throw new WrongUsage(
      `NAME must be lower-case words joined by hyphens, at most ${NAME_LENGTH_MAX} characters, such as mean-reversion (was "${name}")`,
    )
  const directory = resolve(options.directory ?? name)
  if (existsSync(directory) && readdirSync(directory).length > 0)
    throw new Refused(`${directory} is there already: nothing was written.`)
  const files = filesOf(name, directory)
  for (const [file, text] of Object.entries(files)) {
    const path = join(directory, file)
    mkdirSync(dirname(path), { recursive: true })
    writeFileSync(path, text, { flag: 'wx' })
  }
  const folder = relative(process.cwd(), directory) || '.'
  const own = join(folder, `${name}.ts`)
  printResult(
    { directory, files: Object.keys(files) },
    [
      `Made ${own}, its unit test, and what stands around them: see ${join(folder, 'README.md')}. Next:`,
      `  quarterdeck strategy dev ${own}`,
      `  quarterdeck strategy check ${own}`,
      `  quarterdeck strategy deploy ${folder} --account NAME`,
    ].join('\n'),
    options,
  )
}
