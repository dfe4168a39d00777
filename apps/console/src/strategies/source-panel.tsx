/** The source of a version to read, its faults marked at their lines. */
'use client'

import { useMemo, useState } from 'react'
import { CodeViewer } from '../code/code-viewer.tsx'
import { FileList } from '../code/file-list.tsx'
import { Empty, Failed, Skeleton } from '../controls/panel-state.tsx'
import { type BuildProblem, marksIn } from './problem-place.ts'
import { useSource } from './use-source.ts'

export interface SourcePanelProps {
  readonly versionId: string
  readonly problems: readonly BuildProblem[]
  /** The fault to show first; null: none. */
  readonly place: BuildProblem | null
  readonly building: boolean
}

export function SourcePanel({ versionId, problems, place, building }: SourcePanelProps) {
  const { files, error, retry } = useSource(building ? null : versionId)
  const [chosen, setChosen] = useState<string | null>(null)
  const path = chosen ?? place?.file ?? entryOf(files ?? [])
  const file = files?.find((each) => each.path === path) ?? files?.[0]
  const marks = useMemo(() => (file ? marksIn(file.path, problems) : []), [file, problems])
  if (building) return <Empty title="Its source is shown once its build has ended." />
  if (!files)
    return error ? <Failed error={error} onRetry={retry} /> : <Skeleton label="Loading the source" />
  if (!file) return <Empty title="The server keeps no source of a build that failed." />
  return (
    <div className="flex h-full flex-col md:flex-row">
      {files.length > 1 ? (
        <FileList
          files={files.map((each) => {
            const count = marksIn(each.path, problems).length
            return {
              path: each.path,
              note: count === 0 ? '' : count === 1 ? '1 problem' : `${count} problems`,
              tone: 'bad',
            }
          })}
          selected={file.path}
          onSelect={setChosen}
        />
      ) : null}
      <div className="min-h-0 min-w-0 flex-1">
        <CodeViewer
          key={file.path}
          file={file}
          marks={marks}
          line={place?.file === file.path ? (place.line ?? null) : null}
        />
      </div>
    </div>
  )
}

/** The file that a reader wants first: the strategy itself, not what is built around it. */
function entryOf(files: readonly { readonly path: string }[]): string | null {
  const code = files.filter(({ path }) => /\.tsx?$/.test(path) && !/\.(test|d)\.ts$/.test(path))
  const named = code.find(({ path }) => /(^|\/)(strategy|index|main)\.ts$/.test(path))
  return (named ?? code[0] ?? files[0])?.path ?? null
}
