/** `quarterdeck strategy new`: a folder with a strategy that runs, a unit test of it, and what to do next. */

import { existsSync, mkdirSync, writeFileSync } from 'node:fs'
import { join, relative, resolve } from 'node:path'
import { WrongUsage, Refused } from '../../exit.ts'
import { printResult } from '../../output/table.ts'
import { filesOf } from './template.ts'

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
  if (existsSync(directory)) throw new Refused(`${directory} is there already: nothing was written.`)
  mkdirSync(directory, { recursive: true })
  const files = filesOf(name, directory)
  for (const [file, text] of Object.entries(files)) writeFileSync(join(directory, file), text, { flag: 'wx' })
  const own = relative(process.cwd(), join(directory, `${name}.ts`))
  printResult(
    { directory, files: Object.keys(files) },
    `Made ${own} with a unit test and a README. Next:\n  quarterdeck strategy check ${own}\n  quarterdeck backtest ${own} --bars FILE_OR_INSTRUMENT`,
    options,
  )
}
