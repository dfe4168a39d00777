/** Why a build failed: each fault with its rule, its place and, where the source is at hand, the line of code. */
import { CircleAlert } from 'lucide-react'
import type { CodeFile } from '../code/code-file.ts'
import { type BuildProblem, lineAt, placeText } from './problem-place.ts'

export interface ProblemListProps {
  readonly problems: readonly BuildProblem[]
  readonly files: readonly CodeFile[]
  /** Shows a fault in the viewer. */
  readonly onOpen: (problem: BuildProblem) => void
}

export function ProblemList({ problems, files, onOpen }: ProblemListProps) {
  return (
    <ol aria-label="Problems" className="divide-y divide-line border-y border-line bg-panel text-xs">
      {problems.map((problem, index) => {
        const file = files.find(({ path }) => path === problem.file)
        const code = file ? lineAt(file.text, problem.line) : null
        return (
          <li key={index} className="flex flex-col gap-1 px-2 py-1.5">
            <p className="flex flex-wrap items-baseline gap-x-2">
              <CircleAlert aria-hidden className="size-3.5 self-center text-bad" />
              {file ? (
                <button
                  type="button"
                  onClick={() => onOpen(problem)}
                  className="font-mono text-2xs font-semibold underline decoration-line-strong underline-offset-2 hover:decoration-current"
                >
                  {placeText(problem)}
                </button>
              ) : (
                <span className="font-mono text-2xs font-semibold">{placeText(problem)}</span>
              )}
              <code className="rounded-[2px] border border-line px-1 text-2xs text-ink-2">
                {problem.rule}
              </code>
            </p>
            <p className="break-words whitespace-pre-wrap">{problem.message}</p>
            {code === null ? null : (
              <pre className="overflow-x-auto border-l-2 border-bad bg-bad-soft px-2 py-0.5 font-mono text-2xs">
                <span className="mr-2 text-ink-2 select-none">{problem.line}</span>
                {code}
              </pre>
            )}
          </li>
        )
      })}
    </ol>
  )
}
