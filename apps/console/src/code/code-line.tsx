/** One line of code with its number, its colours, what was found in it and what is wrong with it. */
import { classes } from '../controls/classes.ts'
import { CODE_LINE_PX, tokenLook } from './code-look.ts'
import { type Finding, markFindings } from './find.ts'
import type { Token } from './tokens.ts'

export interface CodeLineProps {
  /** Counts from 1. */
  readonly number: number
  readonly tokens: readonly Token[]
  readonly findings: readonly (Finding & { readonly index: number })[]
  /** Index of the finding that was gone to. */
  readonly current: number
  readonly problem: string | null
  readonly active: boolean
}

export function CodeLine({ number, tokens, findings, current, problem, active }: CodeLineProps) {
  return (
    <div
      data-line={number}
      title={problem ?? undefined}
      style={{ height: CODE_LINE_PX }}
      className={classes('flex min-w-max', problem ? 'bg-bad-soft' : active && 'bg-accent-soft')}
    >
      <span
        className={classes(
          'sticky left-0 w-12 shrink-0 border-r border-line pr-2 text-right tabular-nums select-none',
          problem ? 'bg-bad-soft font-semibold text-bad' : 'bg-raised text-ink-3',
        )}
      >
        {problem ? <span className="sr-only">Problem at line </span> : null}
        {number}
      </span>
      <span className="px-2 whitespace-pre">
        {markFindings(tokens, findings).map(({ kind, text, finding }, index) =>
          finding === null ? (
            <span key={index} className={tokenLook[kind]}>
              {text}
            </span>
          ) : (
            <mark
              key={index}
              className={classes(
                'rounded-[1px] text-ink',
                finding === current ? 'bg-live-edge text-[#14191d]' : 'bg-warn-soft',
              )}
            >
              {text}
            </mark>
          ),
        )}
      </span>
    </div>
  )
}
