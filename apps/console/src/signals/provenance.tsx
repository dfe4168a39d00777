/** Where a signal comes from: the model and its digest, what it was shown, and what it was made from. */
import { type FragmentType, getFragmentData, graphql } from '../generated/index.ts'
import { showCount, showFixed } from '../format/number.ts'
import { showInstant } from '../format/time.ts'

export const Provenance_SignalProvenanceFragment = graphql(`
  fragment Provenance_SignalProvenanceFragment on SignalProvenance {
    source
    version
    modelDigest
    featureDigest
    features {
      name
      value
    }
    training {
      instrument
      timeframe
      from
      to
      rows
    }
  }
`)

export function Provenance(props: {
  readonly provenance: FragmentType<typeof Provenance_SignalProvenanceFragment>
}) {
  const { source, version, modelDigest, featureDigest, features, training } = getFragmentData(
    Provenance_SignalProvenanceFragment,
    props.provenance,
  )
  return (
    <details>
      <summary className="cursor-pointer text-2xs text-ink-2">
        From {source} {version}
      </summary>
      <dl className="grid grid-cols-[auto_minmax(0,1fr)] gap-x-3 border border-line bg-panel p-2 text-2xs">
        <dt className="text-ink-2">Model</dt>
        <dd className="font-mono break-all">{modelDigest}</dd>
        <dt className="text-ink-2">Shown</dt>
        <dd className="break-words tabular-nums">
          {features.map(({ name, value }) => `${name} ${showFixed(value, 4)}`).join(', ')}
          <span className="font-mono break-all text-ink-2"> ({featureDigest})</span>
        </dd>
        <dt className="text-ink-2">Made from</dt>
        <dd>
          {training == null
            ? 'It does not say.'
            : `${showCount(training.rows)} rows of ${training.instrument} ${training.timeframe}, ${showInstant(training.from)} to ${showInstant(training.to)}`}
        </dd>
      </dl>
    </details>
  )
}
