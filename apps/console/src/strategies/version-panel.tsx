/** One version: how its build went, its code, in what it differs from another, what it says of itself. */
'use client'

import { Rocket } from 'lucide-react'
import { Tabs } from 'radix-ui'
import { useState } from 'react'
import { GatedButton } from '../controls/gated-button.tsx'
import { TabBar, type TabTitle } from '../controls/tab-bar.tsx'
import { showInstant } from '../format/time.ts'
import { goTo, placeOf } from '../shell/navigation.ts'
import { useSelection } from '../shell/selection.tsx'
import { BuildPanel } from './build-panel.tsx'
import { ManifestPanel } from './manifest-panel.tsx'
import type { BuildProblem } from './problem-place.ts'
import { SourcePanel } from './source-panel.tsx'
import { VersionDiff } from './version-diff.tsx'
import { sourceText, type VersionRow } from './version-row.tsx'
import { isBuilding, VersionStatus } from './version-status.tsx'

export interface VersionPanelProps {
  readonly strategyId: string
  readonly version: VersionRow
  readonly versions: readonly VersionRow[]
}

const tabs = [
  { id: 'build', title: 'Build' },
  { id: 'code', title: 'Code' },
  { id: 'changes', title: 'Changes' },
  { id: 'manifest', title: 'Contents' },
] as const satisfies readonly TabTitle[]

type TabId = (typeof tabs)[number]['id']

export function VersionPanel({ strategyId, version, versions }: VersionPanelProps) {
  const { may } = useSelection()
  const ready = version.status === 'READY'
  const [chosen, setChosen] = useState<TabId | null>(null)
  const [place, setPlace] = useState<BuildProblem | null>(null)
  const shown = chosen ?? (ready ? 'code' : 'build')
  return (
    <Tabs.Root
      value={shown}
      onValueChange={(next) => setChosen(tabs.find(({ id }) => id === next)?.id ?? shown)}
      className="flex h-[75vh] min-h-0 min-w-0 flex-col border border-line bg-panel lg:h-auto"
    >
      <div className="flex flex-wrap items-center gap-x-2 gap-y-1 border-b border-line bg-raised px-2 py-1 text-xs">
        <h3 className="font-semibold">Version {version.number}</h3>
        <VersionStatus status={version.status} />
        <span className="min-w-0 flex-1 truncate text-ink-2" title={showInstant(version.createdAt)}>
          {sourceText(version.source)}
        </span>
        {ready ? (
          <GatedButton
            tone="primary"
            why={may('strategy:deploy') ? null : 'A trader, admin or owner can deploy it.'}
            onPress={() =>
              goTo(placeOf('strategies', { view: 'deploy', id: strategyId, version: version.id }))
            }
          >
            <Rocket aria-hidden className="size-3.5" />
            Deploy…
          </GatedButton>
        ) : null}
      </div>
      <TabBar label="Parts of the version" tabs={tabs} shown={shown} onTurn={setChosen} />
      <Tabs.Content value="build" className="min-h-0 flex-1 overflow-hidden">
        <BuildPanel
          version={version}
          onProblem={(problem) => {
            setPlace(problem)
            setChosen('code')
          }}
        />
      </Tabs.Content>
      <Tabs.Content value="code" className="min-h-0 flex-1 overflow-hidden">
        <SourcePanel
          versionId={version.id}
          problems={version.problems}
          place={place}
          building={isBuilding(version.status)}
        />
      </Tabs.Content>
      <Tabs.Content value="changes" className="min-h-0 flex-1 overflow-hidden">
        <VersionDiff version={version} versions={versions} />
      </Tabs.Content>
      <Tabs.Content value="manifest" className="min-h-0 flex-1 overflow-auto">
        <ManifestPanel versionId={version.id} ready={ready} />
      </Tabs.Content>
    </Tabs.Root>
  )
}
