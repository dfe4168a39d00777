/** What a submission may be, at most: every source is held to the same limits before anything reads it. */

export interface SubmissionLimits {
  /** The zip file as it arrives, bytes. */
  readonly zipBytesMax: number
  /** All files together, bytes. A strategy is text; a trained model as JSON is the largest thing seen in one. */
  readonly treeBytesMax: number
  /** One file, bytes. */
  readonly fileBytesMax: number
  /** Files. More is a mistake: a dependency folder, a data set. */
  readonly filesMax: number
  /** Entries of a zip, folders and ignored files included: what is ignored costs us reading all the same. */
  readonly entriesMax: number
  /** Characters of a path; below what any file system of ours takes. */
  readonly pathLengthMax: number
  /** Folders above a file. */
  readonly depthMax: number
  /** How many times larger than its compressed form a file may be, once it is past `ratioFreeBytes`. Text is seldom past 20. */
  readonly ratioMax: number
  /** Below this a ratio says nothing: a kilobyte of spaces is no bomb. Bytes. */
  readonly ratioFreeBytes: number
  /** A clone of a git repository on disk, bytes: the pack of one revision, and its files. */
  readonly cloneBytesMax: number
  /** A clone, from its start to its end, milliseconds. */
  readonly cloneMsMax: number
}

export const SUBMISSION_LIMITS: SubmissionLimits = {
  zipBytesMax: 16 * 2 ** 20,
  treeBytesMax: 16 * 2 ** 20,
  fileBytesMax: 4 * 2 ** 20,
  filesMax: 500,
  entriesMax: 5_000,
  pathLengthMax: 200,
  depthMax: 12,
  ratioMax: 200,
  ratioFreeBytes: 64 * 2 ** 10,
  cloneBytesMax: 64 * 2 ** 20,
  cloneMsMax: 60_000,
}
