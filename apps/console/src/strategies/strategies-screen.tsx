/**
 * Strategies of the organization, as the address says: the list of what runs, a submission, one strategy with its versions, the way
 * to a deployment, or one deployment. A zip dropped anywhere on the screen begins a submission.
 */
'use client'

import { useState } from 'react'
import { DeployWizard } from '../deployments/deploy-wizard.tsx'
import { DeploymentControlsProvider } from '../deployments/deployment-controls.tsx'
import { DeploymentDetail } from '../deployments/deployment-detail.tsx'
import { useDeploymentUpdates } from '../deployments/use-deployment-updates.ts'
import { useShortcut } from '../shell/keyboard.tsx'
import { goTo, placeOf, useOpened } from '../shell/navigation.ts'
import { useSelection } from '../shell/selection.tsx'
import { SignalsScreen } from '../signals/signals-screen.tsx'
import { DropAnywhere } from './drop-anywhere.tsx'
import { StrategyDetail } from './strategy-detail.tsx'
import { StrategyList } from './strategy-list.tsx'
import { SubmitScreen } from './submit-screen.tsx'
import { WorkflowsScreen } from '../workflows/workflows-screen.tsx'
import { useVersionUpdates } from './use-version-updates.ts'

export function StrategiesScreen({ slug }: { readonly slug: string }) {
  const { membership, may } = useSelection()
  const organizationId = membership.organization.id
  const [dropped, setDropped] = useState<File | null>(null)
  const view = useOpened('view')
  const id = useOpened('id')
  const deploymentId = useOpened('deployment')
  useDeploymentUpdates(organizationId)
  useVersionUpdates(organizationId)
  const submitting = view === 'submit' && may('strategy:submit')
  useShortcut(
    'research-new',
    may('strategy:submit') ? () => goTo(placeOf('strategies', { view: 'submit' })) : null,
  )
  const up = id && view === 'deploy' ? placeOf('strategies', { id }) : placeOf('strategies')
  useShortcut('research-up', id || deploymentId || view ? () => goTo(up) : null)

  const screen = () => {
    if (view === 'workflows' && may('workflow:read')) return <WorkflowsScreen slug={slug} />
    if (view === 'signals' && may('signal:read')) return <SignalsScreen slug={slug} />
    if (submitting) return <SubmitScreen dropped={dropped} onTaken={() => setDropped(null)} />
    if (deploymentId) return <DeploymentDetail key={deploymentId} id={deploymentId} slug={slug} />
    if (id && view === 'deploy' && may('strategy:deploy'))
      return <DeployWizard key={id} id={id} slug={slug} />
    if (id) return <StrategyDetail key={id} id={id} slug={slug} />
    return <StrategyList slug={slug} />
  }
  return (
    <DeploymentControlsProvider>
      <DropAnywhere
        active={may('strategy:submit')}
        onFile={(file) => {
          setDropped(file)
          goTo(placeOf('strategies', { view: 'submit' }))
        }}
      >
        {screen()}
      </DropAnywhere>
    </DeploymentControlsProvider>
  )
}
