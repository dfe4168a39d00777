/**
 * Has deployments do things, the one way for rows, buttons and keys: stopping and pausing at once, what costs or risks something
 * after a question that says what will come of it.
 */
'use client'

import { createContext, use, useMemo, useState, type ReactNode } from 'react'
import { toast } from 'sonner'
import { explainOutcome } from '../connection/problem.ts'
import { ControlDialog } from './control-dialog.tsx'
import { useControlMutations } from './control-mutations.ts'
import type { Control } from './deployment-control.ts'

/** As much of a deployment as telling it something takes. */
export interface Steered {
  readonly id: string
  readonly name: string
  readonly mode: 'PAPER' | 'SHADOW' | 'LIVE'
  readonly revision: number
}

export type DeploymentControls = Readonly<Record<Control, (deployment: Steered) => void>>

const ControlsContext = createContext<DeploymentControls | null>(null)

export interface Asked {
  readonly control: 'start' | 'flatten' | 'rollBack'
  readonly deployment: Steered
}

export function DeploymentControlsProvider({ children }: { readonly children: ReactNode }) {
  const [asked, setAsked] = useState<Asked | null>(null)
  const mutations = useControlMutations()
  const { start, pause, stop } = mutations
  const controls = useMemo((): DeploymentControls => {
    const tell = async (what: 'start' | 'pause' | 'stop', { id, name }: Steered) => {
      const told = { start, pause, stop }[what]
      const outcome = await told({ deploymentId: id, reason: reasons[what] })
      if (outcome.kind === 'done') toast(`${name} ${done[what]}`)
      else toast.error(`${name} was not told to ${what}: ${explainOutcome(outcome)}`)
    }
    return {
      start: (deployment) => {
        if (deployment.mode === 'LIVE') setAsked({ control: 'start', deployment })
        else void tell('start', deployment)
      },
      pause: (deployment) => void tell('pause', deployment),
      stop: (deployment) => void tell('stop', deployment),
      flatten: (deployment) => setAsked({ control: 'flatten', deployment }),
      rollBack: (deployment) => setAsked({ control: 'rollBack', deployment }),
    }
  }, [start, pause, stop])
  return (
    <ControlsContext value={controls}>
      {children}
      {asked ? (
        <ControlDialog
          key={`${asked.control} ${asked.deployment.id}`}
          asked={asked}
          mutations={mutations}
          onClose={() => setAsked(null)}
        />
      ) : null}
    </ControlsContext>
  )
}

const reasons = {
  start: 'Started in the console',
  pause: 'Paused in the console',
  stop: 'Stopped in the console',
} as const
const done = { start: 'is told to run', pause: 'is told to pause', stop: 'is told to stop' } as const

export function useDeploymentControls(): DeploymentControls {
  const controls = use(ControlsContext)
  if (!controls)
    throw new Error('Invariant: deployments are only told things inside a DeploymentControlsProvider')
  return controls
}
