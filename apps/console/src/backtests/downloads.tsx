/** The report as files: one page with charts, figures as JSON, tables as CSV. */
import { Download } from 'lucide-react'
import { Section } from '../controls/section.tsx'
import { showCompact } from '../format/number.ts'
import { type FragmentType, getFragmentData, graphql } from '../generated/index.ts'

export const Downloads_BacktestDocumentFragment = graphql(`
  fragment Downloads_BacktestDocumentFragment on BacktestDocument {
    name
    bytes
    url
  }
`)

export function Downloads(props: {
  readonly documents: readonly FragmentType<typeof Downloads_BacktestDocumentFragment>[]
}) {
  const documents = getFragmentData(Downloads_BacktestDocumentFragment, props.documents)
  if (documents.length === 0) return null
  return (
    <Section title="Report">
      <ul aria-label="Files of the report" className="flex flex-wrap gap-1 p-2 text-xs">
        {documents.map(({ name, bytes, url }) => (
          <li key={name}>
            <a
              href={url}
              download={name}
              className="inline-flex h-7 items-center gap-1.5 rounded-[3px] border border-line px-2 hover:bg-hover pointer-coarse:h-9"
            >
              <Download aria-hidden className="size-3.5 text-ink-2" />
              {name}
              <span className="text-2xs text-ink-2">{showCompact(bytes)}B</span>
            </a>
          </li>
        ))}
      </ul>
    </Section>
  )
}
