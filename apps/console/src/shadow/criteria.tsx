/** What must hold before the next stage: each with how it is and what is asked. */
import { CircleCheck, CircleX } from 'lucide-react'
import { classes } from '../controls/classes.ts'
import { showWord } from '../format/words.ts'
import { type FragmentType, getFragmentData, graphql } from '../generated/index.ts'

export const Criteria_PromotionCriterionFragment = graphql(`
  fragment Criteria_PromotionCriterionFragment on PromotionCriterion {
    name
    observed
    required
    met
  }
`)

export interface CriteriaProps {
  readonly criteria: readonly FragmentType<typeof Criteria_PromotionCriterionFragment>[]
}

export function Criteria(props: CriteriaProps) {
  const criteria = getFragmentData(Criteria_PromotionCriterionFragment, props.criteria)
  return (
    <ul aria-label="Before the next stage" className="flex flex-wrap text-xs">
      {criteria.map(({ name, observed, required, met }) => {
        const Icon = met ? CircleCheck : CircleX
        return (
          <li
            key={name}
            data-met={met}
            className="flex min-w-44 flex-1 items-start gap-1.5 border-r border-b border-line px-2 py-1.5"
          >
            <Icon aria-hidden className={classes('mt-px size-3.5 shrink-0', met ? 'text-ok' : 'text-bad')} />
            <span className="min-w-0 break-words">
              <span className="font-medium">{showWord(name)}</span>
              <span className="sr-only">{met ? ', met' : ', not met'}</span>
              <span className="block text-ink-2">
                {observed}; asked: {required}
              </span>
            </span>
          </li>
        )
      })}
    </ul>
  )
}
