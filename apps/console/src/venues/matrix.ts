/** Lays the cells of order types and times in force out as a table; a cell that the venue does not name is refused. */

export interface Cell<Ability> {
  readonly orderType: string
  readonly timeInForce: string
  readonly ability: Ability
}

export interface Matrix<Ability> {
  readonly times: readonly string[]
  readonly rows: readonly { readonly orderType: string; readonly cells: readonly (Ability | null)[] }[]
}

const TIMES = ['DAY', 'GTC', 'GTD', 'IOC', 'FOK']

/** Returns the table: times in their usual order, order types in the order of the cells. */
export function matrixOf<Ability>(cells: readonly Cell<Ability>[]): Matrix<Ability> {
  const named = new Set(cells.map(({ timeInForce }) => timeInForce))
  const times = [
    ...TIMES.filter((time) => named.has(time)),
    ...[...named].filter((time) => !TIMES.includes(time)),
  ]
  const types = [...new Set(cells.map(({ orderType }) => orderType))]
  const rows = types.map((orderType) => ({
    orderType,
    cells: times.map((time) => {
      const cell = cells.find((each) => each.orderType === orderType && each.timeInForce === time)
      return cell?.ability ?? null
    }),
  }))
  return { times, rows }
}
