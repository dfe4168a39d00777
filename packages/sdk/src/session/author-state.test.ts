import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { defineStrategy } from '../strategy/define.ts'
import type { JsonValue } from '../strategy/json.ts'
import { testInstrument } from '../testing/instrument.ts'
import { testStrategy } from '../testing/strategy-rig.ts'
import { frozenJson } from './author-state.ts'
import { createStrategySession } from './create.ts'

const seed = 20_261_121
const BTC = 'SIM:BTC-USD'
const options = { instruments: [testInstrument()], orderIdPrefix: 'd' }

describe('persisted state', () => {
  const counter = defineStrategy({
    name: 'counter',
    params: {},
    subscribe: () => [{ kind: 'BARS', instrument: BTC, timeframe: '1m' }],
    state: {
      version: 2,
      initial: () => ({ bars: 0, notes: ['new'] }),
      migrate: (old, version) => {
        const { count } = old as { count: number }
        return { bars: count, notes: [`from version ${version}`] }
      },
    },
    onBar({ state, setState }) {
      setState({ ...state, bars: state.bars + 1 })
    },
  })

  it('is handed out to be persisted when it changed, and only then', () => {
    const session = createStrategySession(counter, options)
    expect(session.takeState()).toEqual({ version: 2, value: { bars: 0, notes: ['new'] } })
    expect(session.takeState()).toBeNull()
    const rig = testStrategy(counter).start().bars([1, 2, 3])
    expect(rig.persisted).toEqual({ version: 2, value: { bars: 3, notes: ['new'] } })
    const next = testStrategy(counter, { state: rig.persisted ?? { version: 0, value: null } })
      .start()
      .bar(1)
    expect(next.state).toEqual({ bars: 4, notes: ['new'] })
  })

  it('of an older version is migrated', () => {
    const rig = testStrategy(counter, { state: { version: 1, value: { count: 7 } } }).start()
    expect(rig.state).toEqual({ bars: 7, notes: ['from version 1'] })
  })

  it('of a newer version, or of an older one without a migration, is refused', () => {
    const plain = defineStrategy({
      name: 'plain',
      params: {},
      subscribe: () => [],
      state: { version: 2, initial: () => 0 },
    })
    const start = (version: number) => () =>
      createStrategySession(plain, { ...options, state: { version, value: 1 } })
    expect(start(3)).toThrow("version 3, newer than this strategy's 2")
    expect(start(1)).toThrow('declare state.migrate')
    expect(start(2)).not.toThrow()
  })

  it('cannot be changed but by setState', () => {
    const sneaky = defineStrategy({
      name: 'sneaky',
      params: {},
      subscribe: () => [{ kind: 'BARS', instrument: BTC, timeframe: '1m' }],
      state: { version: 1, initial: () => ({ list: [1] }) },
      onBar({ state }) {
        state.list.push(2)
      },
    })
    expect(() => testStrategy(sneaky).start().bar(1)).toThrow('not extensible')
  })

  it('needs a declaration', () => {
    const undeclared = defineStrategy({
      name: 'undeclared',
      params: {},
      subscribe: () => [],
      onStart({ setState }) {
        setState(null)
      },
    })
    expect(() => testStrategy(undeclared).start()).toThrow('setState needs a declared state')
  })

  it.each([
    [{ a: [1, { b: () => 1 }] }, 'state.a[1].b must be plain JSON (was function)'],
    [{ a: Number.NaN }, 'state.a must be a finite number (was NaN)'],
    [{ a: undefined }, 'state.a must be plain JSON (was undefined)'],
    [{ a: 1n }, 'state.a must be plain JSON (was bigint)'],
    [new Map(), 'state must be a plain object or array (was Map)'],
    // A hole is no JSON value.
    [Object.assign([], { length: 2 }), 'state[0] must be plain JSON (was undefined)'],
    [Array.from({ length: 70_000 }, () => 0), 'at most 65536 values'],
  ])('must be plain JSON: %#', (value, message) => {
    expect(() => frozenJson(value)).toThrow(message)
  })

  it('must not be circular', () => {
    const loop: Record<string, unknown> = {}
    loop['self'] = loop
    expect(() => frozenJson(loop)).toThrow('at most 64 levels deep')
  })

  it(`survives JSON unchanged, and copies nothing that it froze before (seed ${seed})`, () => {
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        const frozen = frozenJson(value)
        expect(JSON.parse(JSON.stringify(frozen))).toEqual(frozen as JsonValue)
        const next = frozenJson({ kept: frozen }) as { kept: JsonValue }
        expect(next.kept).toBe(frozen)
      }),
      { seed, numRuns: 300 },
    )
  })
})
