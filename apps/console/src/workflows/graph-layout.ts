/** Where the steps of a workflow stand as a graph: what waits for nothing on the left, each step right of all that it waits for. */

export interface Step {
  readonly stepId: string
  /** Steps that it waits for. */
  readonly needs: readonly string[]
}

export interface PlacedStep<Kind extends Step> {
  readonly step: Kind
  /** Pixels from the left and the top. */
  readonly x: number
  readonly y: number
}

export interface GraphLayout<Kind extends Step> {
  readonly placed: readonly PlacedStep<Kind>[]
  /** From the right edge of one step to the left edge of another, as SVG paths. */
  readonly lines: readonly { readonly key: string; readonly path: string }[]
  readonly width: number
  readonly height: number
}

export const CARD = { width: 190, height: 52 } as const
const GAP = { x: 36, y: 10 } as const

/** Returns how many steps stand before each, on its longest way; a circle, which the server takes none of, ends it. */
function depths(steps: readonly Step[]): ReadonlyMap<string, number> {
  const byId = new Map(steps.map((step) => [step.stepId, step]))
  const known = new Map<string, number>()
  const depthOf = (id: string, above: ReadonlySet<string>): number => {
    const found = known.get(id)
    if (found !== undefined) return found
    const needs = (byId.get(id)?.needs ?? []).filter((need) => byId.has(need) && !above.has(need))
    const depth = needs.reduce((most, need) => Math.max(most, 1 + depthOf(need, new Set([...above, id]))), 0)
    known.set(id, depth)
    return depth
  }
  for (const { stepId } of steps) depthOf(stepId, new Set([stepId]))
  return known
}

export function layOut<Kind extends Step>(steps: readonly Kind[]): GraphLayout<Kind> {
  const depth = depths(steps)
  const taken = new Map<number, number>()
  const placed = steps.map((step): PlacedStep<Kind> => {
    const column = depth.get(step.stepId) ?? 0
    const row = taken.get(column) ?? 0
    taken.set(column, row + 1)
    return { step, x: column * (CARD.width + GAP.x), y: row * (CARD.height + GAP.y) }
  })
  const at = new Map(placed.map((each) => [each.step.stepId, each]))
  const lines = placed.flatMap(({ step, x, y }) =>
    step.needs.flatMap((need) => {
      const from = at.get(need)
      if (!from) return []
      const [startX, startY] = [from.x + CARD.width, from.y + CARD.height / 2]
      const [endX, endY] = [x, y + CARD.height / 2]
      const bend = GAP.x / 2
      const path = `M${startX} ${startY}C${startX + bend} ${startY} ${endX - bend} ${endY} ${endX} ${endY}`
      return [{ key: `${need} ${step.stepId}`, path }]
    }),
  )
  const columns = taken.size
  const rows = Math.max(0, ...taken.values())
  return {
    placed,
    lines,
    width: Math.max(0, columns * (CARD.width + GAP.x) - GAP.x),
    height: Math.max(0, rows * (CARD.height + GAP.y) - GAP.y),
  }
}
