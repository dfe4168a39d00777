/** Files of code, as a version's source has them. */

export interface CodeFile {
  readonly path: string
  readonly text: string
}

/** A file in two versions. */
export interface FileChange {
  readonly path: string
  /** Null: it is not there. One of them is. */
  readonly before: string | null
  readonly after: string | null
}
