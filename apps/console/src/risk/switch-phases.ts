/** The way of a kill switch from engaged to confirmed to released, as steps to show. */

export type Phase = 'ENGAGED' | 'CANCELLING' | 'CONFIRMED' | 'RELEASED'
export type StepState = 'done' | 'now' | 'ahead'

export interface PhaseStep {
  readonly title: string
  readonly state: StepState
}

/** Returns the steps of a switch; one that cancels nothing has no cancelling step. */
export function phaseSteps(phase: Phase, cancels: boolean): readonly PhaseStep[] {
  const blocked: PhaseStep = { title: 'New orders blocked', state: 'done' }
  const cancelled: PhaseStep = {
    title: phase === 'CANCELLING' ? 'Cancelling open orders' : 'Open orders cancelled',
    state: phase === 'ENGAGED' ? 'ahead' : phase === 'CANCELLING' ? 'now' : 'done',
  }
  const confirmed: PhaseStep = {
    title: phase === 'CONFIRMED' ? 'Confirmed: no working order left' : 'Confirmed by the venue',
    state: phase === 'CONFIRMED' || phase === 'RELEASED' ? 'done' : 'ahead',
  }
  if (phase === 'RELEASED') return [{ title: 'Released', state: 'done' }]
  return cancels ? [blocked, cancelled, confirmed] : [blocked]
}
