/** What a person can have a deployment do, when that makes sense, and why not where it does not. */
import type { Action } from '../session/permissions.ts'
import type { DeploymentActivity } from '../generated/graphql.ts'

export type Control = 'start' | 'pause' | 'stop' | 'flatten' | 'rollBack'

export interface ControlTerms {
  readonly title: string
  /** What it will do, for the person who is about to. */
  readonly meaning: string
  readonly action: Action
  readonly whoMay: string
}

export const controls: Readonly<Record<Control, ControlTerms>> = {
  start: {
    title: 'Start',
    meaning: 'It runs, and comes back by itself after faults and restarts.',
    action: 'strategy:control',
    whoMay: 'A trader, risk manager, admin or owner can start it.',
  },
  pause: {
    title: 'Pause',
    meaning: 'It takes nothing in and decides nothing; its session and its working orders stay.',
    action: 'strategy:control',
    whoMay: 'A trader, risk manager, admin or owner can pause it.',
  },
  stop: {
    title: 'Stop',
    meaning: 'Its run ends and its working orders are withdrawn; what it holds stays.',
    action: 'strategy:control',
    whoMay: 'A trader, risk manager, admin or owner can stop it.',
  },
  flatten: {
    title: 'Flatten',
    meaning: 'It is stopped, and what it holds is closed at the market by orders of yours.',
    action: 'strategy:flatten',
    whoMay: 'A trader, risk manager, admin or owner can flatten it.',
  },
  rollBack: {
    title: 'Roll back',
    meaning: 'It runs the version and the parameters before its newest change.',
    action: 'strategy:deploy',
    whoMay: 'A trader, admin or owner can roll it back.',
  },
}

export interface ControlState {
  readonly activity: DeploymentActivity
  readonly desired: 'RUNNING' | 'PAUSED' | 'STOPPED'
  readonly revision: number
  readonly may: (action: Action) => boolean
}

/** Returns why a control cannot be used now, or null when it can. */
export function whyNot(control: Control, { activity, desired, revision, may }: ControlState): string | null {
  const { action, whoMay } = controls[control]
  if (!may(action)) return whoMay
  switch (control) {
    case 'start':
      return desired === 'RUNNING' && activity !== 'QUARANTINED' ? 'It is meant to run already.' : null
    case 'pause':
      return desired === 'RUNNING' && activity !== 'QUARANTINED' ? null : 'It does not run.'
    case 'stop':
      return desired === 'STOPPED' ? 'It is stopped already.' : null
    case 'flatten':
      return null
    case 'rollBack':
      return revision > 1 ? null : 'It was never changed.'
  }
}
