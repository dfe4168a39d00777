/** A small line over time beside the figure that it is of; the words say what it shows. */
import { sparkPath } from './spark-path.ts'

const box = { width: 120, height: 22 }

export function Sparkline({
  label,
  readings,
}: {
  readonly label: string
  readonly readings: readonly number[]
}) {
  const path = sparkPath(readings, box)
  if (path === '') return <span className="inline-block h-[26px] w-[120px]" />
  return (
    <svg
      role="img"
      aria-label={label}
      viewBox={`0 -2 ${box.width} ${box.height + 4}`}
      className="h-[26px] w-[120px] overflow-visible"
    >
      <path d={path} fill="none" stroke="var(--accent)" strokeWidth="1.5" vectorEffect="non-scaling-stroke" />
    </svg>
  )
}
