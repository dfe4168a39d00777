/** What validation says of data, in a word with a sign and a colour. */
import { CircleAlert, CircleCheck, CircleHelp, TriangleAlert } from 'lucide-react'
import { classes } from '../controls/classes.ts'
import type { DataVerdict } from '../generated/graphql.ts'

const looks = {
  PASS: { title: 'Pass', tone: 'text-ok', Icon: CircleCheck },
  WARN: { title: 'Warn', tone: 'text-warn', Icon: TriangleAlert },
  FAIL: { title: 'Fail', tone: 'text-bad', Icon: CircleAlert },
} as const

export function Verdict({ verdict }: { readonly verdict: DataVerdict | null | undefined }) {
  if (!verdict) {
    return (
      <span
        className="inline-flex items-center gap-1 text-ink-2"
        title="Not validated since the content changed; opening it does that."
      >
        <CircleHelp aria-hidden className="size-3" />
        Not checked
      </span>
    )
  }
  const { title, tone, Icon } = looks[verdict]
  return (
    <span className={classes('inline-flex items-center gap-1 font-medium', tone)}>
      <Icon aria-hidden className="size-3" />
      {title}
    </span>
  )
}
