/** Where a dataset comes from: a file, or what a venue tells of its past. */
'use client'

import { Segmented } from '../controls/segmented.tsx'
import { goTo, placeOf, useOpened } from '../shell/navigation.ts'
import { PlaceLink } from '../shell/place-link.tsx'
import { FileImport } from './file-import.tsx'
import { VenueStart } from './venue-start.tsx'

type Origin = 'file' | 'venue'

const origins: readonly { readonly value: Origin; readonly title: string }[] = [
  { value: 'file', title: 'From a file' },
  { value: 'venue', title: 'From a venue' },
]

export function ImportScreen({ slug }: { readonly slug: string }) {
  const origin: Origin = useOpened('from') === 'venue' ? 'venue' : 'file'
  return (
    <div className="flex h-full flex-col bg-ground">
      <div className="flex flex-wrap items-center gap-3 border-b border-line bg-panel px-2 py-1.5">
        <PlaceLink to={placeOf('datasets')} className="text-xs">
          Datasets
        </PlaceLink>
        <h2 className="text-sm font-semibold">New dataset</h2>
        <Segmented
          label="Where it comes from"
          options={origins}
          value={origin}
          onChange={(from) => goTo(placeOf('datasets', { view: 'import', from }))}
        />
      </div>
      {origin === 'venue' ? <VenueStart slug={slug} /> : <FileImport slug={slug} />}
    </div>
  )
}
