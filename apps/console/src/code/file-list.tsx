/** The files of a version, to choose one of: a list beside the code where there is room, a choice above it on a phone. */
'use client'

import { Choice } from '../controls/choice.tsx'
import { classes } from '../controls/classes.ts'
import { useNarrow } from '../shell/narrow.ts'

export interface ListedFile {
  readonly path: string
  /** What stands behind its name, such as a size or what changed. */
  readonly note: string
  readonly tone?: 'bad' | 'added' | 'removed' | undefined
}

export interface FileListProps {
  readonly files: readonly ListedFile[]
  readonly selected: string
  readonly onSelect: (path: string) => void
}

const tones = { bad: 'text-bad', added: 'text-buy', removed: 'text-sell' } as const

export function FileList({ files, selected, onSelect }: FileListProps) {
  const narrow = useNarrow()
  if (narrow)
    return (
      <Choice
        label="File"
        className="border-b border-line p-2"
        value={selected}
        options={files.map(({ path, note }) => ({ value: path, title: note ? `${path} (${note})` : path }))}
        onChange={onSelect}
      />
    )
  return (
    <ul aria-label="Files" className="h-full w-56 shrink-0 overflow-auto border-r border-line bg-panel py-1">
      {files.map(({ path, note, tone }) => (
        <li key={path}>
          <button
            type="button"
            aria-current={path === selected}
            onClick={() => onSelect(path)}
            className={classes(
              'flex w-full items-baseline gap-2 px-2 py-0.5 text-left font-mono text-2xs hover:bg-hover',
              path === selected && 'bg-accent-soft font-semibold',
            )}
          >
            <span className="min-w-0 flex-1 truncate" title={path}>
              {path}
            </span>
            <span className={classes('font-sans whitespace-nowrap', tone ? tones[tone] : 'text-ink-2')}>
              {note}
            </span>
          </button>
        </li>
      ))}
    </ul>
  )
}
