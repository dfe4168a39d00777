/** When findings become an incident, and when it is over. */
import { describe, expect, it } from 'vitest'
import type { Finding } from './incident.ts'
import { IncidentWatch } from './incident-watch.ts'

const TIMES = { hold: 10, quiet: 60 }
const finding = (subject = 'a', severity: Finding['severity'] = 'WARNING'): Finding => ({
  severity,
  summary: 'something',
  subject,
})

/** An incident that opened at 10. */
function opened(): IncidentWatch {
  const watch = new IncidentWatch()
  watch.advance(finding(), 0, TIMES)
  expect(watch.advance(finding(), 10, TIMES)).toMatchObject({ kind: 'OPENED' })
  return watch
}

describe('an incident', () => {
  it('opens once its rule has held for its time, without a break', () => {
    const watch = new IncidentWatch()
    expect(watch.advance(finding(), 0, TIMES)).toBeNull()
    expect(watch.advance(null, 5, TIMES)).toBeNull()
    expect(watch.advance(finding(), 9, TIMES)).toBeNull()
    expect(watch.advance(finding(), 18, TIMES)).toBeNull()
    expect(watch.advance(finding(), 19, TIMES)).toEqual({ kind: 'OPENED', finding: finding() })
  })

  it('is one, however often its rule finds it', () => {
    const watch = opened()
    for (let at = 11; at < 500; at += 1) expect(watch.advance(finding(`${at}`), at, TIMES)).toBeNull()
  })

  it('becomes worse once, and never better', () => {
    const watch = opened()
    expect(watch.advance(finding('a', 'CRITICAL'), 11, TIMES)).toMatchObject({ kind: 'WORSE' })
    expect(watch.advance(finding('a', 'CRITICAL'), 12, TIMES)).toBeNull()
    expect(watch.advance(finding('a', 'WARNING'), 13, TIMES)).toBeNull()
  })

  it('is over once its rule was quiet for its time, without a break', () => {
    const watch = opened()
    expect(watch.advance(null, 20, TIMES)).toBeNull()
    expect(watch.advance(finding(), 50, TIMES)).toBeNull()
    expect(watch.advance(null, 60, TIMES)).toBeNull()
    expect(watch.advance(null, 119, TIMES)).toBeNull()
    expect(watch.advance(null, 120, TIMES)).toEqual({ kind: 'QUIET' })
    expect(watch.isOpen).toBe(false)
  })

  it('that a person closed does not come back for the same, but for something else, or after a quiet time', () => {
    const same = opened()
    same.settle('a')
    expect(same.advance(finding('a'), 50, TIMES)).toBeNull()
    expect(same.advance(finding('a'), 500, TIMES)).toBeNull()
    same.advance(finding('b'), 501, TIMES)
    expect(same.advance(finding('b'), 511, TIMES)).toMatchObject({ kind: 'OPENED' })
    const quiet = new IncidentWatch(null, 'a')
    quiet.advance(null, 0, TIMES)
    quiet.advance(finding('a'), 1, TIMES)
    expect(quiet.advance(finding('a'), 11, TIMES)).toMatchObject({ kind: 'OPENED' })
  })

  it('that was open before a restart is not opened again', () => {
    expect(new IncidentWatch('WARNING').advance(finding(), 0, TIMES)).toBeNull()
  })
})
