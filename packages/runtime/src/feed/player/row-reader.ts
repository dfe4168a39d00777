/** Reads the cells of a row onto an instrument's grid; every fault names file, line, column and what is allowed. */

import type { Micros } from '@quarterdeck/engine'
import type { PriceGrid, ReadOnGrid } from '../price-grid.ts'
import type { DeclaredSpread } from '@quarterdeck/venues'
import { TapeFault } from './tape.ts'
import { readTime } from './time-format.ts'
import type { TimeFormat } from './time-format.ts'

/** What happens to a price between two ticks: a fault, or bids go down, asks up and trades to the nearer. */
export type OffTick = 'REFUSE' | 'ROUND'

export type PriceRole = 'BID' | 'ASK' | 'TRADE'

/** A cell as it was written, and the name its column has in messages. */
export interface Cell {
  readonly column: string
  readonly text: string
}

export class RowReader {
  readonly #file: string
  readonly #grid: PriceGrid
  readonly #offTick: OffTick

  constructor(file: string, grid: PriceGrid, offTick: OffTick) {
    this.#file = file
    this.#grid = grid
    this.#offTick = offTick
  }

  /** A declared spread with the bounds of the instrument that is played to. */
  spread(ticks: number): DeclaredSpread {
    return { ticks, minTicks: this.#grid.minTicks, maxTicks: this.#grid.maxTicks }
  }

  fault(line: number, cell: Cell, allowed: string): TapeFault {
    return new TapeFault({ file: this.#file, line, column: cell.column }, { value: cell.text, allowed })
  }

  time(line: number, cell: Cell, format: { readonly time: TimeFormat; readonly zone: string }): Micros {
    const read = readTime(cell.text, format.time, format.zone)
    if (!read.ok) throw this.fault(line, cell, read.message)
    return read.at
  }

  priceTicks(line: number, cell: Cell, role: PriceRole): number {
    const read = this.#read(line, cell, this.#grid.readPrice(cell.text))
    if (read.down !== read.up && this.#offTick === 'REFUSE') {
      const between = `${this.#grid.formatPrice(read.down)} and ${this.#grid.formatPrice(read.up)}`
      throw this.fault(line, cell, `must lie on a tick of the instrument; the nearest are ${between}`)
    }
    const ticks = this.#onTick(cell.text, read, role)
    const { minTicks, maxTicks } = this.#grid
    if (ticks < minTicks || ticks > maxTicks) {
      const bounds = `${this.#grid.formatPrice(minTicks)} to ${this.#grid.formatPrice(maxTicks)}`
      throw this.fault(line, cell, `must be within the instrument's bounds, ${bounds}`)
    }
    return ticks
  }

  /** Sizes are recorded finer than lots by some sources; the part of a lot cannot be traded and is dropped. */
  lots(line: number, cell: Cell): number {
    const read = this.#read(line, cell, this.#grid.readQuantity(cell.text))
    if (read.down < 0) throw this.fault(line, cell, 'must not be negative')
    return read.down
  }

  #read(line: number, cell: Cell, read: ReadOnGrid): { readonly down: number; readonly up: number } {
    if (!read.ok) throw this.fault(line, cell, read.message)
    return read
  }

  #onTick(text: string, read: { readonly down: number; readonly up: number }, role: PriceRole): number {
    if (read.down === read.up || role === 'BID') return read.down
    if (role === 'ASK') return read.up
    return Number(text) / this.#grid.tickSize - read.down < 0.5 ? read.down : read.up
  }
}
