/** A whole study: noise is called noise, an edge is let through, and the map of scores is what was tried. */
import { describe, expect, it } from 'vitest'
import { sharpeRatio } from '../statistics/index.ts'
import { chanceOf } from './chance.ts'
import { gridPoints } from './grid.ts'
import type { ParameterSet, SearchAxis } from './space.ts'
import { judgeStudy, type StudyInput, type StudyTrial } from './study.ts'
import { neighbourScores, surfaceOf } from './surface.ts'

const axes: SearchAxis[] = [
  { name: 'fast', min: 1, max: 9, step: 1, scale: 'LINEAR' },
  { name: 'slow', values: [10, 20, 30, 40, 50] },
]

/** Trials of a market in which `edgeOf` says what each set earns a day beyond chance. */
function trialsOf(edgeOf: (parameters: ParameterSet) => number): StudyTrial[] {
  const market = chanceOf(1, 0)
  const common = Array.from({ length: 600 }, () => 0.006 * market.normal())
  return [...gridPoints(axes)].map((parameters, k) => {
    const own = chanceOf(1, k + 1)
    const returns = Float64Array.from(common, (value) => value + 0.006 * own.normal() + edgeOf(parameters))
    return { parameters, returns, score: sharpeRatio(returns, { periodsPerYear: 252 }) }
  })
}

const input = (trials: StudyTrial[]): StudyInput => ({
  axes,
  trials,
  bestProfits: Array.from({ length: 200 }, (_, i) => (i % 2 === 0 ? 10 : -4)),
  walkForward: null,
  heldOut: null,
  periodsPerYear: 252,
  seed: 3,
  runs: 100,
})

describe('a study', () => {
  const hill = trialsOf(
    ({ fast, slow }) => 0.0024 - 0.0002 * (Math.abs(Number(fast) - 5) + Math.abs(Number(slow) - 30) / 10),
  )
  const noise = trialsOf(() => 0)

  it('finds nothing to warn of in an edge that is a hill', () => {
    const { best, evidence, cautions } = judgeStudy(input(hill))
    expect(best?.score).toBe(Math.max(...hill.map(({ score }) => score)))
    expect(evidence?.deflatedSharpe).toBeGreaterThan(0.95)
    expect(evidence?.neighbourShare).toBeGreaterThan(0.7)
    expect(cautions.map(({ code }) => code).filter((code) => code !== 'TOO_GOOD')).toEqual([])
  })

  it('calls the best of many without skill what it is', () => {
    const codes = judgeStudy(input(noise)).cautions.map(({ code }) => code)
    expect(codes).toContain('SHARPE_NOT_SIGNIFICANT')
    expect(codes).toContain('BEST_OF_MANY')
  })

  it('says the same of the same trials', () => {
    expect(judgeStudy(input(noise))).toEqual(judgeStudy(input(trialsOf(() => 0))))
  })

  it('says where the chosen parameters fail on what was held out', () => {
    const chance = chanceOf(9)
    const heldOut = Array.from({ length: 200 }, () => 0.006 * chance.normal() - 0.0005)
    const { cautions } = judgeStudy({ ...input(hill), heldOut })
    expect(cautions.map(({ code }) => code)).toContain('FADES_OUT_OF_SAMPLE')
  })

  it('counts failed trials as tries and judges nothing while all failed', () => {
    const failed = noise.map((trial) => ({ ...trial, score: Number.NaN }))
    expect(judgeStudy(input(failed))).toEqual({ best: null, evidence: null, cautions: [] })
    expect(judgeStudy(input([...hill, ...failed])).evidence?.trials).toBe(90)
  })

  it('leaves out what too short a history cannot tell', () => {
    const short = hill.map((trial) => ({ ...trial, returns: Float64Array.from(trial.returns).slice(0, 20) }))
    expect(judgeStudy(input(short)).evidence).toMatchObject({
      overfittingProbability: null,
      realityCheckPValue: null,
    })
  })
})

describe('the map of scores', () => {
  const trials = [
    { parameters: { fast: 1, slow: 10, mode: 'a' }, score: 1 },
    { parameters: { fast: 1, slow: 10, mode: 'b' }, score: 3 },
    { parameters: { fast: 2, slow: 10, mode: 'a' }, score: Number.NaN },
    { parameters: { fast: 2, slow: 20, mode: 'a' }, score: -1 },
  ]

  it('has a cell for each pair that was tried and finished', () => {
    expect(surfaceOf(trials, { x: 'fast', y: 'slow' })).toEqual([
      { x: 1, y: 10, best: 3, mean: 2, trials: 2 },
      { x: 2, y: 20, best: -1, mean: -1, trials: 1 },
    ])
    expect(surfaceOf(trials, { x: 'fast', y: 'unknown' })).toEqual([])
  })

  it('neighbours are one step away on each axis at most, the chosen one is none', () => {
    const grid = [...gridPoints(axes)].map((parameters, k) => ({ parameters, score: k }))
    const middle = grid.find(({ parameters }) => parameters['fast'] === 5 && parameters['slow'] === 30)
    const corner = grid[0]
    expect(middle && neighbourScores(axes, grid, middle)).toHaveLength(8)
    expect(corner && neighbourScores(axes, grid, corner)).toEqual([1, 5, 6])
  })
})
