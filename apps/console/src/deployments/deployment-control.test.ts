import { describe, expect, it } from 'vitest'
import { type ControlState, whyNot } from './deployment-control.ts'

const running: ControlState = { activity: 'RUNNING', desired: 'RUNNING', revision: 1, may: () => true }

describe('what a person can have a deployment do', () => {
  it('stops whatever is not stopped already', () => {
    expect(whyNot('stop', running)).toBeNull()
    for (const activity of ['STARTING', 'WAITING', 'QUARANTINED'] as const)
      expect(whyNot('stop', { ...running, activity })).toBeNull()
    expect(whyNot('stop', { ...running, activity: 'PAUSED', desired: 'PAUSED' })).toBeNull()
    expect(whyNot('stop', { ...running, activity: 'STOPPED', desired: 'STOPPED' })).toContain('already')
  })

  it('starts what is stopped, paused or quarantined', () => {
    expect(whyNot('start', running)).toContain('already')
    expect(whyNot('start', { ...running, activity: 'QUARANTINED' })).toBeNull()
    expect(whyNot('start', { ...running, activity: 'PAUSED', desired: 'PAUSED' })).toBeNull()
  })

  it('pauses only what runs, and rolls back only what was changed', () => {
    expect(whyNot('pause', running)).toBeNull()
    expect(whyNot('pause', { ...running, desired: 'STOPPED' })).toContain('does not run')
    expect(whyNot('rollBack', running)).toContain('never changed')
    expect(whyNot('rollBack', { ...running, revision: 2 })).toBeNull()
  })

  it('says who may where the role may not', () => {
    expect(whyNot('stop', { ...running, may: () => false })).toMatch(/^A trader, .* can stop it\.$/)
    const controlOnly = { ...running, may: (action: string) => action === 'strategy:control' }
    expect(whyNot('stop', controlOnly)).toBeNull()
    expect(whyNot('flatten', controlOnly)).toContain('can flatten it')
  })
})
