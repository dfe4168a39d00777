/** Plays a recording through the product's own player, and stops it at the rows that a script names. */
import { setImmediate as othersDone } from 'node:timers/promises'
import { type Clock, type MarketFeed, PlayerFeed, systemClock, type Track } from '@quarterdeck/runtime'

export interface SteppedFeed {
  readonly feed: MarketFeed
  /** Stands at the newest row's time: the recording's day is today. */
  readonly clock: Clock
  /** Plays up to and including this row, from 1, and holds the recording there. */
  playTo(row: number): Promise<void>
  /** Lets go of the recording. */
  close(): void
}

/** `startAt` is the clock's time before the first row, microseconds. */
export function steppedFeed(track: Track, startAt: number): SteppedFeed {
  let now = startAt
  let played = 0
  let until = 1
  let reached = Promise.withResolvers<void>()
  let held = Promise.withResolvers<void>()
  const player = new PlayerFeed({
    tracks: [track],
    clock: systemClock,
    // A recording plays when it was made, also outside the hours that a calendar knows.
    alwaysOpen: true,
    pace: {
      kind: 'AS_CONSUMED',
      drained: async () => {
        played += 1
        // The venue's reports and the commits get their turn between two rows.
        await othersDone()
        if (played < until) return
        reached.resolve()
        await held.promise
      },
    },
    onEnd: (fault) => {
      if (fault !== null) reached.reject(fault)
    },
  })
  return {
    clock: { now: () => now, after: systemClock.after },
    feed: {
      name: player.name,
      instruments: () => player.instruments(),
      calendarOf: (instrument) => player.calendarOf(instrument),
      start: (listener) =>
        player.start({
          onStatus: (status) => listener.onStatus(status),
          onTrade: (trade) => listener.onTrade?.(trade),
          onQuote: (quote) => {
            now = quote.receivedAt
            listener.onQuote(quote)
          },
        }),
      stop: () => player.stop(),
    },
    async playTo(row) {
      await reached.promise
      if (row <= played) return
      until = row
      reached = Promise.withResolvers()
      const { resolve } = held
      held = Promise.withResolvers()
      resolve()
      await reached.promise
    },
    close: () => held.resolve(),
  }
}
