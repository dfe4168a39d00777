/** Where the market stood when a day began, as far as the bars of this process know. */
import type { Micros } from '@quarterdeck/engine'
import type { Instrument } from '@quarterdeck/sdk'
import type { BarView } from '../../runtime.ts'

/**
 * The last middle before the day, from bars of days, oldest first; the first one of the day where none is older. In half ticks;
 * null: nothing was quoted.
 */
export function halfTicksAt(
  days: readonly BarView[],
  instrument: Pick<Instrument, 'priceIncrement'> | undefined,
  dayStart: Micros,
): number | null {
  const before = days.findLast(({ start }) => start < dayStart)?.close
  const price = before ?? days.find(({ start }) => start >= dayStart)?.open
  if (price === undefined || instrument === undefined) return null
  return Math.round((2 * Number(price)) / Number(instrument.priceIncrement))
}
