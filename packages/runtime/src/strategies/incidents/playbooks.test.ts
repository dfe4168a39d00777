/** Which step of a playbook is next, and which of them asks. */
import { describe, expect, it } from 'vitest'
import { INCIDENT_KINDS, type IncidentKind, type RemedyAction, type RemedyStep } from './incident.ts'
import type { Observation } from './observation.ts'
import { PLAYBOOKS, nextStep, runsByItself } from './playbooks.ts'
import { feed, well } from './testing/observations.ts'

const step = (action: RemedyAction, status: RemedyStep['status'] = 'DONE'): RemedyStep => ({
  action,
  reason: 'why',
  status,
  at: 0,
  actor: null,
  result: null,
})
const next = (kind: IncidentKind, taken: readonly RemedyStep[], seen: Partial<Observation> = {}) =>
  nextStep({ kind, steps: taken, subject: 'first' }, well(seen))?.action ?? null

describe('a playbook', () => {
  it.each(INCIDENT_KINDS)('of %s has each kind of step once, so that none is taken twice', (kind) => {
    const actions = PLAYBOOKS[kind].map(({ action }) => action)
    expect(new Set(actions).size).toBe(actions.length)
  })

  it('goes from step to step, past those that are not called for', () => {
    expect(next('MUTE_FEED', [])).toBe('PAUSE')
    expect(next('MUTE_FEED', [step('PAUSE')], { desired: 'PAUSED', workingOrders: 2 })).toBe('CANCEL_ORDERS')
    expect(next('MUTE_FEED', [step('PAUSE')], { desired: 'PAUSED' })).toBe('RESTART')
    const all = [step('PAUSE'), step('CANCEL_ORDERS'), step('RESTART')]
    expect(next('MUTE_FEED', all, { desired: 'PAUSED' })).toBeNull()
  })

  it('does not try again what failed, and waits behind a step that waits for a person', () => {
    expect(next('MUTE_FEED', [step('PAUSE', 'FAILED')], { feeds: [feed({ marketAt: Infinity })] })).toBe(
      'RESTART',
    )
    expect(next('MUTE_FEED', [step('PAUSE', 'PROPOSED')], { workingOrders: 2 })).toBeNull()
  })

  it('takes what has come to stand before a step that asks', () => {
    const taken = [step('PAUSE'), step('COMPARE'), step('RESTART', 'PROPOSED')]
    const again = (reportId: string) => ({ reportId, run: 1, status: 'DIFFERENT', field: null }) as const
    expect(next('DRIFT', taken, { desired: 'PAUSED', compared: again('first') })).toBeNull()
    expect(next('DRIFT', taken, { desired: 'PAUSED', compared: again('second') })).toBe('QUARANTINE')
  })

  it('stops a deployment whose books do not add up', () => {
    const imbalance = { instrumentId: 'SIM:BTC-USD', what: 'position', kept: '1', fills: '2' } as const
    const taken = [step('PAUSE'), step('COMPARE')]
    expect(next('DRIFT', taken, { desired: 'PAUSED', imbalance })).toBe('STOP')
    expect(next('DRIFT', taken, { desired: 'STOPPED', imbalance })).toBe('RESTART')
  })

  it('restarts a stuck deployment only once its order is settled', () => {
    const taken = [step('PAUSE'), step('NONE')]
    const pending = [{ orderId: 'o', clientOrderId: 'c', status: 'UNKNOWN', since: 0 }] as const
    expect(next('STUCK_ORDER', taken, { desired: 'PAUSED', pending })).toBeNull()
    expect(next('STUCK_ORDER', taken, { desired: 'PAUSED' })).toBe('RESTART')
  })
})

describe('by itself', () => {
  it('runs, unless told otherwise, what adds no risk: all but a restart', () => {
    expect(runsByItself('RESTART', 'REDUCING')).toBe(false)
    for (const action of ['PAUSE', 'CANCEL_ORDERS', 'STOP', 'QUARANTINE', 'COMPARE', 'NONE'] as const)
      expect(runsByItself(action, 'REDUCING')).toBe(true)
  })

  it('runs nothing but advice, or everything, where an organization says so', () => {
    expect(runsByItself('PAUSE', 'NOTHING')).toBe(false)
    expect(runsByItself('NONE', 'NOTHING')).toBe(true)
    expect(runsByItself('RESTART', 'EVERYTHING')).toBe(true)
  })
})
