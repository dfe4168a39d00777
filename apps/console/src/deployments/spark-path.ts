/** The path of a small line over time: readings in their order, fitted to a box. */

export interface Box {
  readonly width: number
  readonly height: number
}

/** Returns an SVG path through the readings from left to right; the least touches the bottom, the greatest the top. */
export function sparkPath(readings: readonly number[], { width, height }: Box): string {
  if (readings.length < 2) return ''
  const least = Math.min(...readings)
  const greatest = Math.max(...readings)
  const range = greatest - least
  const step = width / (readings.length - 1)
  return readings
    .map((reading, index) => {
      // What never changes is a line through the middle.
      const share = range === 0 ? 0.5 : (reading - least) / range
      return `${index === 0 ? 'M' : 'L'}${(index * step).toFixed(1)} ${(height - share * height).toFixed(1)}`
    })
    .join('')
}
