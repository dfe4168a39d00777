/** `quarterdeck strategy dev`: plays a strategy while it is being written, on the synthetic market or on recorded bars. */

import { dirname } from 'node:path'
import { WrongUsage } from '../../../exit.ts'
import { inWords } from '../../backtest/in-words.ts'
import { accountOf, checkOptions, pairsOf, type RunOptions } from '../../backtest/run-options.ts'
import { readSources, type SourceOptions } from '../../backtest/sources.ts'
import { strategyFileOf, type LimitOptions } from '../../backtest/strategy-file.ts'
import { entryOf } from '../source.ts'
import { DevLoop } from './dev-loop.ts'
import { onKeys } from './keys.ts'
import type { DevTape } from './messages.ts'
import { openScreen } from './screen.ts'
import { watchFolder } from './watch-folder.ts'

export interface DevOptions extends RunOptions, SourceOptions, LimitOptions {
  readonly instrument: readonly string[]
  readonly param: readonly string[]
  readonly tape: readonly string[]
  readonly speed?: number
  readonly clear: boolean
  readonly json: boolean
}

export async function devStrategy(path: string, options: DevOptions): Promise<void> {
  await inWords(async () => {
    const file = strategyFileOf(await entryOf(path), options)
    const params = pairsOf('--param', options.param)
    checkOptions(options)
    const { cash } = accountOf(options, [])
    const tape = await tapeOf(options)
    const screen = openScreen(options)
    screen.status('q quits, r begins anew, p pauses')
    const loop = new DevLoop({
      terms: {
        path: file.path,
        seed: options.seed,
        cash: cash[0]!.amount,
        speed: options.speed ?? null,
        instruments: options.instrument,
        params,
        tape,
      },
      stall: options.stall,
      memoryMiB: options.memory,
      screen,
    })
    await untilQuit(loop, dirname(file.path))
    screen.end()
  })
}

/** Reads the tape once: every version of the code runs over the same bars. */
async function tapeOf(options: DevOptions): Promise<DevTape | null> {
  if (options.tape.length === 0) return null
  if (options.speed !== undefined)
    throw new WrongUsage('--speed is of the synthetic market: a tape is played as fast as it goes')
  const sources = await readSources(options.tape, options)
  const { instrument, ...run } = options
  const [first] = instrument
  return { sources, options: { ...run, ...(first !== undefined && { instrument: first }) } }
}

function untilQuit(loop: DevLoop, folder: string): Promise<void> {
  return new Promise((resolve) => {
    const quit = (): void => {
      endWatch()
      giveBack()
      loop.end()
      process.off('SIGINT', quit).off('SIGTERM', quit)
      resolve()
    }
    const endWatch = watchFolder(folder, () => void loop.look())
    const giveBack = onKeys({ q: quit, r: () => loop.restart(), p: () => loop.pause() })
    process.on('SIGINT', quit).on('SIGTERM', quit)
    void loop.look()
  })
}
