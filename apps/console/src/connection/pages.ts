/** Reads a list of the API page by page, up to a bound, and hands on what is there after each page. */

export interface ReadPage<Row> {
  readonly rows: readonly Row[]
  /** Cursor of the last row; null: there is no more. */
  readonly next: string | null
}

export interface ReadPagesOptions<Row> {
  /** Reads the page after a cursor; null when it failed, which ends the reading. */
  readonly read: (after: string | null) => Promise<ReadPage<Row> | null>
  readonly rowsMax: number
  /** Called after each page with all rows so far; returns whether to go on. */
  readonly onRows: (rows: readonly Row[], whole: boolean) => boolean
}

/** Resolves once all is read, the bound is reached, a page failed, or nobody wants more. */
export async function readPages<Row>({ read, rowsMax, onRows }: ReadPagesOptions<Row>): Promise<void> {
  let rows: readonly Row[] = []
  let after: string | null = null
  for (;;) {
    const page: ReadPage<Row> | null = await read(after)
    if (!page) return
    rows = [...rows, ...page.rows]
    const whole = page.next === null
    if (!onRows(rows, whole) || whole || rows.length >= rowsMax) return
    after = page.next
  }
}
