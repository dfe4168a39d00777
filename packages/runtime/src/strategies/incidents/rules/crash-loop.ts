/** CRASH_LOOP: its runs end unexpectedly again and again, or it was quarantined for it. */
import type { Rule } from './rule.ts'

export const crashLoop: Rule = (
  { at, faults, activity, quarantineReason, lastFault },
  { faultsMax, faultWindow, faultRest },
) => {
  if (quarantineReason !== null) {
    const summary = `It is quarantined: ${quarantineReason}`
    return { severity: 'CRITICAL', summary, subject: 'quarantine' }
  }
  const recent = faults.filter((time) => time > at - faultWindow)
  const last = recent.at(-1)
  if (recent.length < faultsMax || last === undefined) return null
  // What has run for a while since is out of the loop, and what waits for its next attempt is in it.
  if (activity !== 'WAITING' && at - last > faultRest) return null
  const minutes = faultWindow / 60e6
  const summary = `Its runs ended unexpectedly ${recent.length} times within ${minutes} minutes, the last time so: ${lastFault ?? 'no word'}`
  return { severity: 'WARNING', summary, subject: 'faults' }
}
