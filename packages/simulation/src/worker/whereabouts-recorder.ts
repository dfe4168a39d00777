/** The worker's side of its whereabouts: each callback of the strategy leaves its name and time in the file before it begins. */

import { CALLBACKS } from '@quarterdeck/sdk'
import type { Callback, Micros, Strategy } from '@quarterdeck/sdk'
import { mapShared } from './shared-file.ts'
import { BETWEEN, WHEREABOUTS, WHEREABOUTS_BYTES } from './whereabouts.ts'

/** Writes where this process stands. Without a mapped file it writes to memory that nobody reads. */
export class WhereaboutsRecorder {
  private readonly cells: Float64Array

  constructor(path: string) {
    this.cells = new Float64Array(mapShared(path) ?? new ArrayBuffer(WHEREABOUTS_BYTES))
  }

  /** A run begins. */
  enterRun(run: number): void {
    this.cells[WHEREABOUTS.run] = run
    this.cells[WHEREABOUTS.callback] = BETWEEN
    this.cells[WHEREABOUTS.at] = 0
  }

  /** The strategy's callbacks, each of which leaves its name and time before it begins. */
  follow(strategy: Strategy): Strategy {
    return { ...strategy, ...followed(strategy, (callback) => this.marker(callback)) }
  }

  private marker(callback: Callback): Marker {
    const { cells } = this
    const code = CALLBACKS.indexOf(callback)
    return {
      enter: (at) => {
        cells[WHEREABOUTS.callback] = code
        cells[WHEREABOUTS.at] = at
      },
      leave: () => {
        cells[WHEREABOUTS.callback] = BETWEEN
      },
    }
  }
}

interface Marker {
  enter(at: Micros): void
  leave(): void
}

/** Only what the strategy has: a session asks whether a callback is there. A throw ends the run, so nothing leaves then. */
function followed(strategy: Strategy, markerOf: (callback: Callback) => Marker): Partial<Strategy> {
  const wrap = <Rest extends readonly unknown[]>(
    callback: Callback,
    call: (context: Parameters<NonNullable<Strategy['onStart']>>[0], ...rest: Rest) => void,
  ): ((context: Parameters<NonNullable<Strategy['onStart']>>[0], ...rest: Rest) => void) => {
    const marker = markerOf(callback)
    return (context, ...rest) => {
      marker.enter(context.clock.now)
      call(context, ...rest)
      marker.leave()
    }
  }
  const bar = markerOf('onBar')
  const prepare = markerOf('prepare')
  return {
    ...(strategy.prepare && {
      prepare: (setup) => {
        prepare.enter(0)
        const locals = strategy.prepare!(setup)
        prepare.leave()
        return locals
      },
    }),
    // The busiest callback is written out: a spread of arguments would cost it more than all the rest.
    ...(strategy.onBar && {
      onBar: (context, one) => {
        bar.enter(one.time)
        strategy.onBar!(context, one)
        bar.leave()
      },
    }),
    ...(strategy.onStart && { onStart: wrap('onStart', (context) => strategy.onStart!(context)) }),
    ...(strategy.onQuote && {
      onQuote: wrap('onQuote', (context, quote) => strategy.onQuote!(context, quote)),
    }),
    ...(strategy.onTrade && {
      onTrade: wrap('onTrade', (context, trade) => strategy.onTrade!(context, trade)),
    }),
    ...(strategy.onFill && { onFill: wrap('onFill', (context, fill) => strategy.onFill!(context, fill)) }),
    ...(strategy.onOrderUpdate && {
      onOrderUpdate: wrap('onOrderUpdate', (context, update) => strategy.onOrderUpdate!(context, update)),
    }),
    ...(strategy.onTimer && {
      onTimer: wrap('onTimer', (context, timer) => strategy.onTimer!(context, timer)),
    }),
    ...(strategy.onStop && {
      onStop: wrap('onStop', (context, reason) => strategy.onStop!(context, reason)),
    }),
  }
}
