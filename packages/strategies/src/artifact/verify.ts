/**
 * Holds an artifact to its word before it is run: signature, digest, and every part against the manifest. An artifact that
 * differs anywhere is refused by the name of what differs.
 */

import type { KeyObject } from 'node:crypto'
import { SUBMISSION_LIMITS, type SubmissionLimits } from '../submission/limits.ts'
import { createSourceTree, type SourceTree } from '../submission/source-tree.ts'
import { SubmissionRefused } from '../submission/submission-refused.ts'
import { unzip } from '../submission/zip.ts'
import type { Artifact, ArtifactManifest } from './artifact.ts'
import { digestOf, sha256 } from './digest.ts'
import { isSigned } from './sign.ts'

/** The parts of an artifact, in the order in which they are looked at. */
export const ARTIFACT_PARTS = ['format', 'digest', 'signature', 'bundle', 'sbom', 'source', 'files'] as const
export type ArtifactPart = (typeof ARTIFACT_PARTS)[number]

/** For zips of our own making: what they hold was within limits when they were made, and the zip is a little larger. */
const OWN_ZIP: SubmissionLimits = { ...SUBMISSION_LIMITS, zipBytesMax: 2 * SUBMISSION_LIMITS.treeBytesMax }

/** An artifact that is not what it says. */
export class ArtifactRefused extends Error {
  override readonly name = 'ArtifactRefused'
  readonly part: ArtifactPart

  constructor(part: ArtifactPart, message: string) {
    super(`artifact refused: ${part}: ${message}`)
    this.part = part
  }
}

/** Throws an `ArtifactRefused` that names the first part that differs. */
export function verifyArtifact(artifact: Artifact, publicKey: KeyObject): void {
  const { manifest, digest, bundle, sbom, source } = artifact
  if (manifest.format !== 1) {
    throw new ArtifactRefused('format', `must be 1 (was ${String(manifest.format)})`)
  }
  checkSame('digest', digest, digestOf(manifest))
  if (!isSigned(artifact, publicKey)) {
    throw new ArtifactRefused('signature', 'is not of the platform over this digest')
  }
  checkSame('bundle', sha256(bundle), manifest.bundleSha256)
  checkSame('sbom', sha256(sbom), manifest.sbomSha256)
  checkSame('source', sha256(source), manifest.sourceSha256)
  checkFiles(sourceOf(artifact), manifest)
}

/** The files of an artifact's source. Throws an `ArtifactRefused` when they cannot be read. */
export function sourceOf({ source }: Pick<Artifact, 'source'>): SourceTree {
  try {
    return createSourceTree(unzip(source, OWN_ZIP))
  } catch (error) {
    if (error instanceof SubmissionRefused) throw new ArtifactRefused('source', error.message)
    throw error
  }
}

function checkFiles({ files }: SourceTree, manifest: ArtifactManifest): void {
  for (let index = 0; index < Math.max(files.length, manifest.files.length); index++) {
    const [file, stated] = [files[index], manifest.files[index]]
    if (file === undefined) throw new ArtifactRefused('files', `${stated?.path ?? ''} is not in the source`)
    if (stated === undefined) throw new ArtifactRefused('files', `${file.path} is not in the manifest`)
    checkSame('files', file.path, stated.path)
    checkSame('files', sha256(file.bytes), stated.sha256)
    checkSame('files', String(file.bytes.length), String(stated.bytes))
  }
}

function checkSame(part: ArtifactPart, found: string, stated: string): void {
  if (found !== stated) throw new ArtifactRefused(part, `is ${found}, and ${stated} was stated`)
}
