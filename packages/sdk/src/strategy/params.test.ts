import fc from 'fast-check'
import { describe, expect, expectTypeOf, it } from 'vitest'
import { defineStrategy } from './define.ts'
import { param } from './param.ts'
import { describeParams, GRID_VALUES_MAX, parseGrid, parseParams } from './params.ts'

const seed = 20_261_121

const strategy = defineStrategy({
  name: 'every-kind',
  params: {
    instrument: param.instrument(),
    fast: param.int({ default: 10, min: 2, max: 200, step: 2, description: 'Bars of the fast average.' }),
    threshold: param.number({ default: 0.5, min: 0, max: 1 }),
    quantity: param.decimal({ default: '1', min: '0.1', step: '0.1' }),
    side: param.enum(['LONG', 'SHORT'], { default: 'LONG' }),
    hedge: param.boolean({ default: false }),
    note: param.string({ default: '', maxLength: 5 }),
    hold: param.duration({ default: '5m', min: '1m', max: '1d' }),
    timeframe: param.timeframe({ default: '1m' }),
  },
  validate: ({ side, hedge }) =>
    hedge && side === 'SHORT' ? 'hedge must be false when side is SHORT' : null,
  subscribe: ({ instrument, timeframe }) => [{ kind: 'BARS', instrument, timeframe }],
  onBar({ params }) {
    expectTypeOf(params.fast).toEqualTypeOf<number>()
    expectTypeOf(params.quantity).toEqualTypeOf<string>()
    expectTypeOf(params.side).toEqualTypeOf<'LONG' | 'SHORT'>()
    expectTypeOf(params.hedge).toEqualTypeOf<boolean>()
  },
})

const base = { instrument: 'SIM:BTC-USD' }

describe('parameters', () => {
  it('read texts of a command line and values of a form alike', () => {
    const typed = parseParams(strategy, {
      ...base,
      fast: 20,
      threshold: 0.25,
      quantity: '2.5',
      hedge: true,
      hold: 90_000_000,
    })
    const texts = parseParams(strategy, {
      ...base,
      fast: '20',
      threshold: '0.25',
      quantity: '2.50',
      hedge: 'true',
      hold: '90s',
    })
    expect(typed).toEqual(texts)
    expect(typed).toEqual({
      ok: true,
      values: {
        instrument: 'SIM:BTC-USD',
        fast: 20,
        threshold: 0.25,
        quantity: '2.5',
        side: 'LONG',
        hedge: true,
        note: '',
        hold: 90_000_000,
        timeframe: '1m',
      },
    })
  })

  it.each([
    [{}, 'instrument', 'MISSING', /instrument must be given: an instrument id such as/],
    [
      { ...base, slow: 1 },
      'slow',
      'UNKNOWN',
      /slow is no parameter of every-kind; there are: instrument, fast/,
    ],
    [{ ...base, fast: '12.5' }, 'fast', 'TYPE', /a whole number from 2 to 200 in steps of 2 \(was "12.5"\)/],
    [{ ...base, fast: 500 }, 'fast', 'RANGE', /from 2 to 200 .*\(was 500\)/],
    [{ ...base, fast: 3 }, 'fast', 'STEP', /in steps of 2 \(was 3\)/],
    [{ ...base, threshold: Number.NaN }, 'threshold', 'TYPE', /a number from 0 to 1/],
    [{ ...base, quantity: '0.15' }, 'quantity', 'STEP', /in steps of 0.1/],
    [{ ...base, quantity: '0.01' }, 'quantity', 'RANGE', /of at least 0.1/],
    [{ ...base, side: 'long' }, 'side', 'TYPE', /one of LONG, SHORT \(was "long"\)/],
    [{ ...base, hedge: 'yes' }, 'hedge', 'TYPE', /true or false/],
    [{ ...base, note: 'too long' }, 'note', 'RANGE', /at most 5 characters/],
    [{ ...base, hold: '2d' }, 'hold', 'RANGE', /from 1m to 1d \(was "2d"\)/],
    [{ ...base, timeframe: '0m' }, 'timeframe', 'TYPE', /such as 1m, 4h or 1d/],
    [{ instrument: 'BTC' }, 'instrument', 'TYPE', /such as SIM:BTC-USD \(was "BTC"\)/],
    [{ ...base, hedge: true, side: 'SHORT' }, '', 'COMBINATION', /hedge must be false/],
  ])('refuse %j: name the parameter, the fault and what is allowed', (given, name, fault, message) => {
    const parsed = parseParams(strategy, given)
    expect(parsed).toMatchObject({
      ok: false,
      faults: [{ name, fault, message: expect.stringMatching(message) as string }],
    })
  })

  it('are refused when the strategy cannot judge them', () => {
    const broken = defineStrategy({
      name: 'broken',
      params: {},
      validate: () => {
        throw new Error('oops')
      },
      subscribe: () => [],
    })
    expect(parseParams(broken, {})).toMatchObject({
      faults: [{ fault: 'COMBINATION', message: 'validate of broken failed: Error: oops' }],
    })
  })

  it('report every fault at once', () => {
    expect(parseParams(strategy, { fast: 1, hedge: 3 })).toMatchObject({
      faults: [{ name: 'instrument' }, { name: 'fast' }, { name: 'hedge' }],
    })
  })

  it(`never let a value outside its bounds or off its step through (seed ${seed})`, () => {
    fc.assert(
      fc.property(fc.oneof(fc.integer({ min: -500, max: 500 }), fc.double()), (fast) => {
        const parsed = parseParams(strategy, { ...base, fast })
        const isRight = Number.isInteger(fast) && fast >= 2 && fast <= 200 && fast % 2 === 0
        expect(parsed.ok).toBe(isRight)
      }),
      { seed, numRuns: 1_000 },
    )
  })

  it('describe themselves as plain JSON, in order, with spans in microseconds', () => {
    const described = describeParams(strategy)
    expect(JSON.parse(JSON.stringify(described))).toEqual(described)
    expect(described.map(({ name }) => name)).toEqual(Object.keys(strategy.params))
    expect(described[1]).toEqual({
      name: 'fast',
      kind: 'int',
      description: 'Bars of the fast average.',
      default: 10,
      min: 2,
      max: 200,
      step: 2,
      values: null,
      maxLength: null,
    })
    expect(described[7]).toMatchObject({ min: 60_000_000, max: 86_400_000_000, default: '5m' })
  })
})

describe('grids of parameters', () => {
  it('spread ranges with both ends, lists and single values, exactly', () => {
    expect(
      parseGrid(strategy, { hold: '1m:3m:1m', fast: '10:20:4', quantity: '0.1:0.3:0.1', side: 'LONG,SHORT' }),
    ).toEqual({
      ok: true,
      axes: [
        { name: 'fast', values: [10, 14, 18] },
        { name: 'quantity', values: ['0.1', '0.2', '0.3'] },
        { name: 'side', values: ['LONG', 'SHORT'] },
        { name: 'hold', values: [60_000_000, 120_000_000, 180_000_000] },
      ],
    })
    expect(parseGrid(strategy, { threshold: '0.1:0.3:0.1' })).toMatchObject({
      axes: [{ values: [0.1, 0.2, 0.3] }],
    })
  })

  it.each([
    [{ fast: '2:10' }, /fast: must be a range from:to:step/],
    [{ fast: '2:10:0' }, /must have a step above zero/],
    [{ fast: '10:2:2' }, /must not end before it begins/],
    [{ fast: 'a:b:c' }, /must be a range from:to:step of numbers/],
    [{ threshold: '0:1:0.000000001' }, /at most 100000 values, not 1000000001/],
    [{ fast: '2:400:2' }, /fast must be a whole number from 2 to 200/],
    [{ slow: '1:2:1' }, /slow is no parameter/],
  ])('refuse %j', (given, message) => {
    const parsed = parseGrid(strategy, given)
    expect(parsed).toMatchObject({
      ok: false,
      faults: [{ message: expect.stringMatching(message) as string }],
    })
  })

  it('refuse a list that is too long without reading it', () => {
    const side = Array.from({ length: GRID_VALUES_MAX + 1 }, () => 'LONG').join(',')
    expect(parseGrid(strategy, { side })).toMatchObject({ ok: false, faults: [{ fault: 'GRID' }] })
  })
})

describe('declaring a strategy', () => {
  const declare = (params: Parameters<typeof defineStrategy>[0]['params'], name = 'some-name') =>
    defineStrategy({ name, params, subscribe: () => [] })

  it.each([
    ['Upper', {}, /name must be lower-case words/],
    [
      'ok',
      { a: param.int({ default: 1, min: 2 }) },
      /parameter a: default: a must be a whole number of at least 2/,
    ],
    ['ok', { a: param.int({ min: 3, max: 2 }) }, /parameter a: min is above max/],
    ['ok', { a: param.number({ step: 0 }) }, /parameter a: step must be above zero/],
    ['ok', { a: param.enum([]) }, /parameter a: must allow at least one value/],
    ['ok', { '1a': param.int() }, /parameter 1a: a name must be/],
    ['ok', { a: param.decimal({ min: 'x' }) }, /parameter a: min is no decimal/],
  ])('refuses %s %j', (name, params, message) => {
    expect(() => declare(params, name)).toThrow(message)
  })

  it('infers the types of parameters, state and locals', () => {
    defineStrategy({
      name: 'inferred',
      params: { bars: param.int({ default: 3 }) },
      state: { version: 1, initial: ({ bars }) => ({ seen: bars }) },
      prepare: ({ params }) => ({ sums: new Float64Array(params.bars) }),
      subscribe: () => [],
      onBar({ locals, state }, bar) {
        expectTypeOf(locals.sums).toEqualTypeOf<Float64Array<ArrayBuffer>>()
        expectTypeOf(state.seen).toEqualTypeOf<number>()
        expectTypeOf(bar.close).toEqualTypeOf<number>()
      },
    })
  })
})
