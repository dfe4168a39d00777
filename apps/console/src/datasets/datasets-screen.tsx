/** The datasets of the organization: the catalogue, one of them in full, or an import, as the address says. */
'use client'

import { placeOf, goTo, useOpened } from '../shell/navigation.ts'
import { useShortcut } from '../shell/keyboard.tsx'
import { useSelection } from '../shell/selection.tsx'
import { Catalogue } from './catalogue.tsx'
import { DatasetDetail } from './dataset-detail.tsx'
import { ImportScreen } from './import-screen.tsx'
import { useJobUpdates } from './job-updates.ts'

export function DatasetsScreen({ slug }: { readonly slug: string }) {
  const { membership, may } = useSelection()
  const id = useOpened('id')
  const importing = useOpened('view') === 'import' && may('dataset:import')
  useJobUpdates(membership.organization.id)
  useShortcut(
    'research-new',
    may('dataset:import') ? () => goTo(placeOf('datasets', { view: 'import' })) : null,
  )
  useShortcut('research-up', id || importing ? () => goTo(placeOf('datasets')) : null)
  if (importing) return <ImportScreen slug={slug} />
  if (id) return <DatasetDetail key={id} id={id} slug={slug} />
  return <Catalogue slug={slug} />
}
