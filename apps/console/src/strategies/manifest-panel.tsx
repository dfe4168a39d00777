/** What a version says of itself: parameters, state, what was built in, and its files to download. */
'use client'

import { Download } from 'lucide-react'
import { useQuery } from 'urql'
import { Empty, Failed, Skeleton } from '../controls/panel-state.tsx'
import { showBytes } from '../format/number.ts'
import { graphql } from '../generated/gql.ts'
import type { ManifestQuery as ManifestResult } from '../generated/graphql.ts'

const ManifestQuery = graphql(`
  query Manifest($id: ID!) {
    node(id: $id) {
      __typename
      id
      ... on StrategyVersion {
        id
        digest
        manifest {
          strategyName
          description
          stateVersion
          sdkVersion
          bundleBytes
          parameters {
            name
            kind
            default
            description
          }
          files {
            path
            bytes
            sha256
          }
          packages {
            name
            version
          }
        }
        downloads {
          name
          url
        }
      }
    }
  }
`)

type Version = Extract<NonNullable<ManifestResult['node']>, { readonly __typename: 'StrategyVersion' }>
type Manifest = NonNullable<Version['manifest']>

export function ManifestPanel({ versionId, ready }: { readonly versionId: string; readonly ready: boolean }) {
  const [{ data, error }, retry] = useQuery({
    query: ManifestQuery,
    variables: { id: versionId },
    pause: !ready,
  })
  if (!ready) return <Empty title="It is not built." />
  const version = data?.node?.__typename === 'StrategyVersion' ? data.node : null
  const manifest = version?.manifest
  if (!version || !manifest)
    return error ? (
      <Failed error={error} onRetry={() => retry({ requestPolicy: 'network-only' })} />
    ) : (
      <Skeleton label="Loading its contents" />
    )
  return (
    <div className="flex flex-col gap-3 p-2 text-xs">
      <Facts digest={version.digest ?? ''} manifest={manifest} />
      <ul aria-label="Downloads" className="flex flex-wrap gap-2">
        {version.downloads.map(({ name, url }) => (
          <li key={name}>
            <a
              href={url}
              download={name}
              className="inline-flex h-7 items-center gap-1.5 rounded-[3px] border border-line px-2 hover:bg-hover pointer-coarse:h-9"
            >
              <Download aria-hidden className="size-3.5" />
              {name}
            </a>
          </li>
        ))}
      </ul>
      <Contents manifest={manifest} />
    </div>
  )
}

function Facts({ digest, manifest }: { readonly digest: string; readonly manifest: Manifest }) {
  const facts = [
    ['Name in its code', manifest.strategyName],
    ['Digest', digest],
    ['State', manifest.stateVersion == null ? 'It keeps none' : `Version ${manifest.stateVersion}`],
    ['SDK', manifest.sdkVersion],
    ['Bundle', showBytes(manifest.bundleBytes)],
  ] as const
  return (
    <>
      {manifest.description ? <p>{manifest.description}</p> : null}
      <dl className="grid grid-cols-[auto_minmax(0,1fr)] gap-x-3 gap-y-0.5">
        {facts.map(([title, value]) => (
          <div key={title} className="contents">
            <dt className="text-ink-2">{title}</dt>
            <dd className={title === 'Digest' ? 'font-mono text-2xs break-all' : ''}>{value}</dd>
          </div>
        ))}
      </dl>
    </>
  )
}

function Contents({ manifest }: { readonly manifest: Manifest }) {
  return (
    <>
      <Listing
        title="Parameters"
        rows={manifest.parameters.map((parameter) => ({
          key: parameter.name,
          name: parameter.name,
          value: parameter.default ?? 'must be given',
          note: parameter.description,
        }))}
        none="It takes none."
      />
      <Listing
        title="Files built in"
        rows={manifest.files.map(({ path, bytes, sha256 }) => ({
          key: path,
          name: path,
          value: showBytes(bytes),
          note: sha256.slice(0, 16),
        }))}
        none="None."
      />
      <Listing
        title="Packages built in"
        rows={manifest.packages.map(({ name, version }) => ({ key: name, name, value: version, note: '' }))}
        none="None."
      />
    </>
  )
}

interface ListingProps {
  readonly title: string
  readonly rows: readonly {
    readonly key: string
    readonly name: string
    readonly value: string
    readonly note: string
  }[]
  readonly none: string
}

function Listing({ title, rows, none }: ListingProps) {
  return (
    <table className="w-full">
      <caption className="mb-0.5 text-left font-semibold">{title}</caption>
      <tbody>
        {rows.length === 0 ? (
          <tr>
            <td className="text-ink-2">{none}</td>
          </tr>
        ) : null}
        {rows.map(({ key, name, value, note }) => (
          <tr key={key} className="border-t border-line/60 align-top">
            <th scope="row" className="py-0.5 pr-3 text-left font-mono text-2xs font-normal break-all">
              {name}
            </th>
            <td className="py-0.5 pr-3 whitespace-nowrap tabular-nums">{value}</td>
            <td className="py-0.5 text-ink-2">{note}</td>
          </tr>
        ))}
      </tbody>
    </table>
  )
}
