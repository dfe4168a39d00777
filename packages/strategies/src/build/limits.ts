/** What one build may use, and what may come out of it. */

export interface BuildLimits {
  /** The whole of it, milliseconds. Three seconds are usual; a busy machine takes its time. */
  readonly wallMs: number
  /** Resident memory of its processes together, MiB: the compiler takes the most of it. Watched where the system shows it (Linux). */
  readonly memoryMiB: number
  /** Evaluating the bundle once, milliseconds. The author's own code runs here. */
  readonly describeMs: number
  /** Resident memory of that, MiB. */
  readonly describeMemoryMiB: number
  /** The bundle, bytes. Every runner holds it twice. */
  readonly bundleBytesMax: number
  /** What a child may say, bytes: the bundle twice over, as JSON, and its log. */
  readonly outputBytesMax: number
  /** Log kept with a version, characters. */
  readonly logLengthMax: number
  /** Problems told; the rest is counted. */
  readonly problemsMax: number
  /** Packages of one strategy. */
  readonly packagesMax: number
  /** One package, unpacked, bytes. */
  readonly packageBytesMax: number
  /** Files of one package. */
  readonly packageFilesMax: number
}

export const BUILD_LIMITS: BuildLimits = {
  wallMs: 120_000,
  memoryMiB: 1_536,
  describeMs: 20_000,
  describeMemoryMiB: 384,
  bundleBytesMax: 8 * 2 ** 20,
  outputBytesMax: 32 * 2 ** 20,
  logLengthMax: 200_000,
  problemsMax: 100,
  packagesMax: 50,
  packageBytesMax: 16 * 2 ** 20,
  packageFilesMax: 3_000,
}
