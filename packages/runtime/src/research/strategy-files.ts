/**
 * The strategies that can be backtested here: one a file, those of the product and those in the operator's folder. None comes
 * from the network.
 */
import { existsSync, readdirSync, statSync } from 'node:fs'
import { registerHooks } from 'node:module'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import type { Strategy } from '@quarterdeck/sdk'
import type { Logger } from '../logger.ts'

/** The examples that come with the SDK. */
const BUILT_IN = join(import.meta.dirname, '../../../sdk/examples')
const STRATEGY_FILE = /^(?!.*\.(test|d)\.)[\w.-]+\.(ts|mts|js|mjs)$/

export interface FiledStrategy {
  readonly strategy: Strategy
  readonly path: string
}

export interface StrategyFiles {
  /** By name; of two with one name the operator's counts. */
  all(): Promise<ReadonlyMap<string, FiledStrategy>>
}

export function createStrategyFiles(operatorFolder: string | null, logger: Logger): StrategyFiles {
  if (operatorFolder !== null) letFilesFindTheSdk()
  const loaded = new Map<string, Promise<Strategy | null>>()
  const load = (path: string) => {
    // A file that was changed is another module.
    const address = `${pathToFileURL(path).href}?changed=${statSync(path).mtimeMs}`
    const known = loaded.get(address) ?? loadStrategy(address, path, logger)
    loaded.set(address, known)
    return known
  }
  return {
    async all() {
      const strategies = new Map<string, FiledStrategy>()
      for (const folder of [BUILT_IN, operatorFolder]) {
        if (folder === null || !existsSync(folder)) continue
        for (const name of readdirSync(folder)
          .filter((file) => STRATEGY_FILE.test(file))
          .sort()) {
          const path = join(folder, name)
          const strategy = await load(path)
          if (strategy !== null) strategies.set(strategy.name, { strategy, path })
        }
      }
      return strategies
    },
  }
}

/** A file that cannot be read as a strategy is left out and logged: the others stay usable. */
async function loadStrategy(address: string, path: string, logger: Logger): Promise<Strategy | null> {
  try {
    const { default: strategy } = (await import(address)) as { readonly default?: Partial<Strategy> }
    if (typeof strategy?.name === 'string' && strategy.params !== undefined) return strategy as Strategy
    logger.warn({ path }, 'A file of the strategy folder has no strategy as its default export')
  } catch (error) {
    logger.warn({ path, err: error }, 'A file of the strategy folder could not be loaded')
  }
  return null
}

let hooked = false

/** A file outside of the workspace says `@quarterdeck/sdk` like any other: it means the one of this server. */
function letFilesFindTheSdk(): void {
  if (hooked) return
  hooked = true
  registerHooks({
    resolve: (specifier, context, next) =>
      next(
        specifier,
        /^@quarterdeck\/sdk(\/|$)/.test(specifier) ? { ...context, parentURL: import.meta.url } : context,
      ),
  })
}
