/** Two texts of a file in one column: what went with a minus, what came with a plus, long equal runs folded. */
'use client'

import { useMemo, useState } from 'react'
import { classes } from '../controls/classes.ts'
import { type DiffRow, countChanges, diffLines, type Fold, folded } from './diff.ts'
import type { FileChange } from './code-file.ts'
import { linesOf } from './tokens.ts'

const looks = {
  same: { sign: ' ', word: '', look: '' },
  removed: { sign: '−', word: 'Removed: ', look: 'bg-sell-soft text-sell' },
  added: { sign: '+', word: 'Added: ', look: 'bg-buy-soft text-buy' },
} as const

/** Longer differences are cut: what follows is read in the file. */
const ROWS_MAX = 3_000

export function DiffView({ change }: { readonly change: FileChange }) {
  const rows = useMemo(() => diffLines(linesOf(change.before ?? ''), linesOf(change.after ?? '')), [change])
  const shown = useMemo(() => folded(rows), [rows])
  const [opened, setOpened] = useState<ReadonlySet<number>>(new Set())
  const { added, removed } = countChanges(rows)
  return (
    <div className="flex h-full min-w-0 flex-col">
      <div className="flex min-h-8 items-center gap-2 border-b border-line bg-raised px-2 py-1">
        <h4 className="min-w-0 flex-1 truncate font-mono text-2xs font-semibold">{change.path}</h4>
        <p className="text-2xs whitespace-nowrap tabular-nums">
          <span className="text-buy">+{added}</span> <span className="text-sell">−{removed}</span>
        </p>
      </div>
      <div
        tabIndex={0}
        role="region"
        aria-label={`Differences in ${change.path}`}
        className="min-h-0 flex-1 overflow-auto bg-panel font-mono text-xs"
      >
        {added + removed === 0 ? (
          <p className="p-2 font-sans text-ink-2">The two versions of this file are the same.</p>
        ) : null}
        <div className="w-max min-w-full">
          {shown
            .slice(0, ROWS_MAX)
            .map((row, index) =>
              row.kind === 'fold' && !opened.has(index) ? (
                <FoldButton
                  key={index}
                  fold={row}
                  onOpen={() => setOpened((before) => new Set(before).add(index))}
                />
              ) : (
                (row.kind === 'fold' ? row.rows : [row]).map((each) => (
                  <Row key={`${each.kind}${numberOf(each, 'left')}/${numberOf(each, 'right')}`} row={each} />
                ))
              ),
            )}
        </div>
        {shown.length > ROWS_MAX ? (
          <p className="p-2 font-sans text-ink-2">The difference is longer; it is shown to here.</p>
        ) : null}
      </div>
    </div>
  )
}

function FoldButton({ fold, onOpen }: { readonly fold: Fold; readonly onOpen: () => void }) {
  return (
    <button
      type="button"
      onClick={onOpen}
      className="block w-full border-y border-line bg-raised px-2 py-0.5 text-left font-sans text-2xs text-ink-2 hover:bg-hover hover:text-ink"
    >
      {fold.rows.length} unchanged lines
    </button>
  )
}

function numberOf(row: DiffRow, side: 'left' | 'right'): string {
  if (side === 'left') return 'left' in row ? String(row.left) : ''
  return 'right' in row ? String(row.right) : ''
}

function Row({ row }: { readonly row: DiffRow }) {
  const { sign, word, look } = looks[row.kind]
  return (
    <div className={classes('flex min-w-max leading-[18px]', look)}>
      {(['left', 'right'] as const).map((side) => (
        <span key={side} className="w-10 shrink-0 pr-1.5 text-right text-ink-3 tabular-nums select-none">
          {numberOf(row, side)}
        </span>
      ))}
      <span aria-hidden className="w-4 shrink-0 text-center select-none">
        {sign}
      </span>
      {word ? <span className="sr-only">{word}</span> : null}
      <span className="pr-2 whitespace-pre">{row.text}</span>
    </div>
  )
}
