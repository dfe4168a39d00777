/** The exchange-core feature file: its sentences about orders and books, played on our book. */

import assert from 'node:assert/strict'
import { NamedBook } from '../../src/index.ts'
import type { BookResult } from '../../src/index.ts'
import { judge, notApplicable } from './case-result.ts'
import type { CaseResult } from './case-result.ts'

export interface FeatureFile {
  readonly lines: readonly string[]
}

const PLACES = /places an (ASK|BID) order (\d+) at (\d+)@(\d+) \(type: (GTC|IOC)/
const MATCHED = /The order (\d+) is (partially|fully) matched\. LastPx: (\d+), LastQty: (\d+)/
const MOVES = /moves a price to (\d+) of the order (\d+)/
const CANCELS = /cancels the remaining size (\d+) of the order (\d+)/

export function exchangeCoreFeature(file: FeatureFile): CaseResult[] {
  const starts = file.lines.flatMap((line, at) => (line.startsWith('Scenario') ? [at] : []))
  return starts.map((start, index) => {
    const lines = file.lines.slice(start, starts[index + 1])
    const name = lines[0]!.replace(/^Scenario( Outline)?: /, '')
    const played = judge(name, () => new Feature().play(lines))
    const usesFunds = lines.some((line) => line.includes('balance of a client'))
    if (!usesFunds || played.verdict !== 'AGREED') return played
    return notApplicable(
      name,
      "balances and holds are the engine's; its orders and book were played and agree",
    )
  })
}

class Feature {
  private readonly book = new NamedBook()
  private last: BookResult | null = null

  play(lines: readonly string[]): void {
    let at = 0
    while (at < lines.length) {
      const line = lines[at]!
      const table = lines.slice(
        at + 1,
        at + 1 + lines.slice(at + 1).findIndex((next) => !next.startsWith('|')),
      )
      this.sentence(
        line,
        table.map((row) =>
          row
            .split('|')
            .slice(1, -1)
            .map((cell) => cell.trim()),
        ),
      )
      at += 1 + table.length
    }
  }

  private sentence(line: string, table: readonly (readonly string[])[]): void {
    const placed = PLACES.exec(line)
    const matched = MATCHED.exec(line)
    const moved = MOVES.exec(line)
    const canceled = CANCELS.exec(line)
    if (placed !== null) {
      const [, side, id, price, size, type] = placed
      this.last = this.book.submit({
        id: id!,
        side: side === 'BID' ? 'BUY' : 'SELL',
        lots: Number(size),
        limitTicks: Number(price),
        timeInForce: type === 'IOC' ? 'IOC' : 'GTC',
      })
    } else if (moved !== null) {
      const [, price, id] = moved
      this.last = this.book.replace(id!, { lots: this.book.openLots(id!), limitTicks: Number(price) })
    } else if (canceled !== null) {
      assert.equal(this.book.openLots(canceled[2]!), Number(canceled[1]))
      assert.equal(this.book.cancel(canceled[2]!), true)
    } else if (matched !== null) {
      const [, id, how, price, lots] = matched
      const trade = this.last!.trades.find((candidate) => candidate.restingId === id)
      assert.deepEqual(
        [trade?.ticks, trade?.lots, trade?.restingLots === 0],
        [Number(price), Number(lots), how === 'fully'],
      )
    } else if (line.includes('No trade events')) assert.deepEqual(this.last!.trades, [])
    else if (line.includes('order book is:')) this.compareBook(table)
    else if (line.includes('does not have active orders'))
      assert.deepEqual([...this.book.queue('BUY'), ...this.book.queue('SELL')], [])
    else if (/client \w+ orders:/.test(line))
      for (const [id, , size] of table.slice(1)) assert.equal(this.book.openLots(id!), Number(size))
  }

  private compareBook(table: readonly (readonly string[])[]): void {
    const rows = table.filter(([bid]) => bid !== 'bid')
    const expected = (column: number): number[][] =>
      rows.filter((row) => row[column] !== '').map((row) => [Number(row[1]), Number(row[column])])
    const ours = (side: 'BUY' | 'SELL'): number[][] =>
      this.book.depth(side).map((level) => [level.ticks, level.lots])
    assert.deepEqual(
      { bids: ours('BUY'), asks: ours('SELL').toReversed() },
      { bids: expected(0), asks: expected(2) },
    )
  }
}
