/** What a strategy is said to do, by what its deployments shall do. */
import { describe, expect, it } from 'vitest'
import { modeOf, statusOf } from './strategy-standing.ts'

const standing = (desired: string, mode = 'PAPER', quarantineReason: string | null = null) => ({
  desired,
  mode,
  quarantineReason,
})

describe('a strategy', () => {
  it.each([
    ['STOPPED', 'nothing is deployed', []],
    ['STOPPED', 'none shall run', [standing('STOPPED'), standing('PAUSED')]],
    ['RUNNING', 'one shall run', [standing('STOPPED'), standing('RUNNING')]],
    ['FAILED', 'the only one that shall run is quarantined', [standing('RUNNING', 'PAPER', 'five crashes')]],
    [
      'RUNNING',
      'another runs beside the one that is quarantined',
      [standing('RUNNING', 'PAPER', 'five crashes'), standing('RUNNING')],
    ],
  ])('is %s where %s', (status, _why, deployments) => {
    expect(statusOf(deployments)).toBe(status)
  })

  it.each([
    ['PAPER', 'nothing is deployed', []],
    [
      'LIVE',
      'one that is not stopped is on a LIVE account',
      [standing('RUNNING'), standing('PAUSED', 'LIVE')],
    ],
    ['PAPER', 'the LIVE one is stopped', [standing('RUNNING'), standing('STOPPED', 'LIVE')]],
    ['SHADOW', 'all are stopped', [standing('STOPPED'), standing('STOPPED', 'SHADOW')]],
  ])('is %s where %s', (mode, _why, deployments) => {
    expect(modeOf(deployments)).toBe(mode)
  })
})
