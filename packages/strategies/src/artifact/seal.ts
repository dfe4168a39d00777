/** Puts an artifact together: the manifest from what was built, and the digest from the manifest. */

import type { SourceTree } from '../submission/source-tree.ts'
import type { ArtifactManifest, UnsignedArtifact } from './artifact.ts'
import { digestOf, sha256 } from './digest.ts'
import { sbomOf } from './sbom.ts'
import { zipSource } from './source-zip.ts'

/** What a build found out; everything else follows from it. */
export type Built = Pick<
  ArtifactManifest,
  | 'name'
  | 'description'
  | 'sdkVersion'
  | 'wireVersion'
  | 'builder'
  | 'entry'
  | 'packages'
  | 'parameters'
  | 'stateVersion'
> & { readonly tree: SourceTree; readonly bundle: string }

export function sealArtifact({ tree, bundle, ...facts }: Built): UnsignedArtifact {
  const source = zipSource(tree)
  const files = tree.files.map(({ path, bytes }) => ({ path, bytes: bytes.length, sha256: sha256(bytes) }))
  const packages = facts.packages.toSorted((one, other) => (one.name < other.name ? -1 : 1))
  const sbom = sbomOf({ ...facts, packages, files })
  const manifest: ArtifactManifest = {
    format: 1,
    ...facts,
    packages,
    files,
    bundleSha256: sha256(bundle),
    sourceSha256: sha256(source),
    sbomSha256: sha256(sbom),
  }
  return { digest: digestOf(manifest), manifest, bundle, source, sbom }
}
