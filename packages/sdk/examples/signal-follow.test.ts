import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { logisticModel } from '@quarterdeck/sdk'
import { findLookAhead, testStrategy } from '@quarterdeck/sdk/testing'
import { describe, expect, it } from 'vitest'
import signalFollow from './signal-follow.ts'
import model from './trend-model.json' with { type: 'json' }

/** Thirty calm bars, a slide, a recovery, and calm again. */
const slide = [99.8, 99.5, 99.1, 98.6, 98.2, 98.1, 98.6, 99.2, 99.9, 100.4, 100.8, 101.1]
const closes = [
  ...Array.from({ length: 30 }, (_, bar) => 100 + Math.sin(bar) / 10),
  ...slide,
  ...Array.from({ length: 30 }, (_, bar) => 101 + Math.sin(bar) / 10),
]
const params = { confidence: 0.55 }

describe('the strategy that follows a signal', () => {
  it('buys when the model is sure of a rise, and is out when it no longer is', () => {
    const rig = testStrategy(signalFollow, { params, fills: 'BARS' }).start().bars(closes)
    const decisions = rig.decisions().map((line) => line.replace(/^\S+ /, ''))
    expect(decisions[0]).toBe('test-1 BUY 1 SIM:BTC-USD MARKET IOC #signal-up')
    expect(decisions.some((line) => line.includes('SELL 1') && line.endsWith('#signal-flat'))).toBe(true)
    expect(rig.portfolio.position('SIM:BTC-USD').lots).toBe(0)
  })

  it('says in its log from which model and which features a decision came', () => {
    const rig = testStrategy(signalFollow, { params, fills: 'BARS' }).start().bars(closes)
    expect(rig.logLines[0]).toMatch(/^INFO UP on 0\.\d{3}, model [0-9a-f]{32}, features [0-9a-f]{32}$/)
    expect(rig.logLines[0]).toContain(logisticModel(model).digest)
  })

  it('does nothing before every feature has a value, or when nobody is that sure', () => {
    expect(testStrategy(signalFollow, { params }).start().bars(closes.slice(0, 20)).decisions()).toEqual([])
    const never = testStrategy(signalFollow, { params: { confidence: 1 } })
    expect(never.start().bars(closes).decisions()).toEqual([])
  })

  it('decides the same whether or not the data goes on', () => {
    const of = (count: number): readonly number[] => closes.slice(0, count)
    expect(findLookAhead(signalFollow, { params }, of, { total: closes.length })).toBeNull()
  })
})

describe('the guide of signals (docs/signals.md)', () => {
  it.each(['trend-signal.ts', 'signal-follow.ts'])('shows the example %s as it is', (name) => {
    const guide = readFileSync(join(import.meta.dirname, '../../../docs/signals.md'), 'utf8')
    const code = readFileSync(join(import.meta.dirname, name), 'utf8')
    expect(guide).toContain(`<!-- example: packages/sdk/examples/${name} -->\n\n\`\`\`ts\n${code}\`\`\`\n`)
  })
})
