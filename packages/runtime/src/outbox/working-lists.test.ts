/** A venue's list is that of all who work for it, asked for in time; who cannot answer keeps the question open. */
import type { VenueReport } from '@quarterdeck/engine'
import { beforeEach, describe, expect, it } from 'vitest'
import { RELIST_AFTER_MS } from '../limits.ts'
import { type ManualClock, manualClock } from '../testing/manual-clock.ts'
import { WorkingLists } from './working-lists.ts'

let clock: ManualClock
let lists: WorkingLists
let reports: VenueReport[]
/** Who can be asked (true) or is only waited for (false). */
let sources: Map<string, boolean>
let asked: string[]
let awaited: boolean
beforeEach(() => {
  clock = manualClock()
  reports = []
  asked = []
  awaited = false
  sources = new Map([
    ['SIMULATED', true],
    ['one', true],
  ])
  lists = new WorkingLists({
    clock,
    awaitsList: () => awaited,
    onReport: (report) => reports.push(report),
    sourcesOf: () => [...sources].map(([id, open]) => ({ id, ask: open ? () => void asked.push(id) : null })),
  })
})

describe('the list of working orders of a venue', () => {
  it('is there when everybody has answered, and is all of theirs', () => {
    lists.ask('COINBASE')
    expect(asked).toEqual(['SIMULATED', 'one'])
    lists.onList('COINBASE', 'one', ['b'])
    expect(reports).toEqual([])
    lists.onList('COINBASE', 'SIMULATED', ['a'])
    expect(reports).toEqual([{ kind: 'WORKING_ORDERS', venueId: 'COINBASE', orderIds: ['a', 'b'] }])
  })

  it('waits for a connection that is closed though orders of ours work there, and asks it when it opens', () => {
    sources.set('one', false)
    lists.ask('COINBASE')
    lists.onList('COINBASE', 'SIMULATED', [])
    expect(reports).toEqual([])
    sources.set('one', true)
    lists.refresh('COINBASE')
    lists.onList('COINBASE', 'one', ['b'])
    expect(reports).toMatchObject([{ orderIds: ['b'] }])
  })

  it('asks again whom it had asked before he went and came back', () => {
    lists.ask('COINBASE')
    lists.onList('COINBASE', 'SIMULATED', [])
    sources.set('one', false)
    lists.refresh('COINBASE')
    sources.set('one', true)
    lists.refresh('COINBASE')
    expect(asked).toEqual(['SIMULATED', 'one', 'one'])
    lists.onList('COINBASE', 'one', [])
    expect(reports).toHaveLength(1)
  })

  it('proves nothing once somebody came who was not asked: everybody is asked again', () => {
    lists.ask('COINBASE')
    sources.set('two', true)
    lists.refresh('COINBASE')
    for (const id of ['SIMULATED', 'one']) lists.onList('COINBASE', id, [])
    expect(reports).toEqual([])
    for (const id of ['SIMULATED', 'one', 'two']) lists.onList('COINBASE', id, [])
    expect(reports).toHaveLength(1)
  })

  it('does not wait for who is gone for good, and takes nobody for everybody', () => {
    lists.ask('COINBASE')
    lists.onList('COINBASE', 'SIMULATED', ['a'])
    sources.delete('one')
    lists.refresh('COINBASE')
    expect(reports).toMatchObject([{ orderIds: ['a'] }])
    lists.ask('COINBASE')
    sources.clear()
    lists.refresh('COINBASE')
    expect(reports).toHaveLength(1)
  })

  it('is asked for again while somebody waits for an empty one, and an answer that nobody asked for is none', () => {
    awaited = true
    lists.ask('COINBASE')
    for (const id of ['SIMULATED', 'one']) lists.onList('COINBASE', id, [])
    lists.onList('COINBASE', 'one', ['late'])
    expect(reports).toHaveLength(1)
    clock.advance(RELIST_AFTER_MS)
    expect(asked).toHaveLength(4)
    lists.close()
    for (const id of ['SIMULATED', 'one']) lists.onList('COINBASE', id, [])
    expect(reports).toHaveLength(1)
  })
})
