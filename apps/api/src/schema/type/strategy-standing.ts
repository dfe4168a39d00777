/** What a strategy is said to do: derived from what its deployments shall do, by one stated rule each. */
import type { Standing } from '../../data/deployment-data.ts'

/** RUNNING: one shall run and is not quarantined; else FAILED: one is quarantined; else STOPPED. */
export function statusOf(deployments: readonly Standing[]): 'RUNNING' | 'STOPPED' | 'FAILED' {
  if (deployments.some(({ desired, quarantineReason }) => desired === 'RUNNING' && quarantineReason === null))
    return 'RUNNING'
  return deployments.some(({ quarantineReason }) => quarantineReason !== null) ? 'FAILED' : 'STOPPED'
}

const RISKIEST_FIRST = ['LIVE', 'SHADOW', 'PAPER'] as const

/** The riskiest of those that are not stopped, of all where each is; PAPER without any. */
export function modeOf(deployments: readonly Standing[]): 'LIVE' | 'SHADOW' | 'PAPER' {
  const active = deployments.filter(({ desired }) => desired !== 'STOPPED')
  const counted = active.length > 0 ? active : deployments
  return RISKIEST_FIRST.find((known) => counted.some(({ mode }) => mode === known)) ?? 'PAPER'
}
