/** A choice of one among few, all in sight. */
'use client'

import { ToggleGroup } from 'radix-ui'
import { classes } from './classes.ts'

export interface SegmentedProps<Value extends string> {
  readonly label: string
  readonly options: readonly { readonly value: Value; readonly title: string; readonly tone?: string }[]
  readonly value: Value
  readonly onChange: (value: Value) => void
  readonly size?: 'dense' | 'large'
}

export function Segmented<Value extends string>({
  label,
  options,
  value,
  onChange,
  size = 'dense',
}: SegmentedProps<Value>) {
  return (
    <ToggleGroup.Root
      type="single"
      aria-label={label}
      value={value}
      onValueChange={(next) => {
        const option = options.find((each) => each.value === next)
        if (option) onChange(option.value)
      }}
      className="inline-flex rounded-[3px] border border-line-strong"
    >
      {options.map((option) => (
        <ToggleGroup.Item
          key={option.value}
          value={option.value}
          className={classes(
            'flex-1 border-r border-line px-2 text-xs whitespace-nowrap text-ink-2 last:border-r-0 hover:bg-hover',
            size === 'large' ? 'h-8 font-semibold pointer-coarse:h-10' : 'h-[22px] pointer-coarse:h-8',
            option.tone ??
              'data-[state=on]:bg-accent-soft data-[state=on]:font-medium data-[state=on]:text-ink',
          )}
        >
          {option.title}
        </ToggleGroup.Item>
      ))}
    </ToggleGroup.Root>
  )
}
