/** What a build makes and everything later runs: the code, what it was made of, and who vouches for it. */

import type { ParamDescription } from '@quarterdeck/sdk'

/** A file of the source, as the manifest lists it. */
export interface ArtifactFile {
  readonly path: string
  readonly bytes: number
  /** Lower-case hexadecimal. */
  readonly sha256: string
}

/** A package whose code is in the bundle, as the lock pinned it. */
export interface ArtifactPackage {
  readonly name: string
  readonly version: string
  /** Subresource integrity of the tarball: `sha512-...`. */
  readonly integrity: string
}

/** Everything that makes two builds the same or not. No times, no machine, no absolute paths. */
export interface ArtifactManifest {
  readonly format: 1
  readonly name: string
  readonly description: string
  readonly sdkVersion: string
  readonly wireVersion: number
  readonly builder: { readonly esbuild: string; readonly typescript: string; readonly node: string }
  /** The file with the default export. */
  readonly entry: string
  /** Ordered by path. */
  readonly files: readonly ArtifactFile[]
  /** Ordered by name. */
  readonly packages: readonly ArtifactPackage[]
  readonly bundleSha256: string
  readonly sourceSha256: string
  readonly sbomSha256: string
  readonly parameters: readonly ParamDescription[]
  /** Version of the persisted state's shape; null: the strategy keeps none. */
  readonly stateVersion: number | null
}

export interface UnsignedArtifact {
  /** SHA-256 of the manifest's canonical JSON, lower-case hexadecimal: the name of the artifact. */
  readonly digest: string
  readonly manifest: ArtifactManifest
  /** JavaScript; evaluates to a `GuestModule`. */
  readonly bundle: string
  /** The source as a zip, the same bytes for the same files. */
  readonly source: Uint8Array
  /** CycloneDX 1.6, JSON. */
  readonly sbom: string
}

export interface Artifact extends UnsignedArtifact {
  /** Ed25519 over the digest, base64: the platform vouches for it. */
  readonly signature: string
}
