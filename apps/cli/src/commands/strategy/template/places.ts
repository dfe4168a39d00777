/** Where the SDK and the tools lie, as a strategy's folder sees them. */

import { dirname, join, relative, sep } from 'node:path'
import { fileURLToPath } from 'node:url'

/** Folder of the SDK's sources. */
export function sdkDirectory(): string {
  return dirname(fileURLToPath(import.meta.resolve('@quarterdeck/sdk')))
}

/** The clone of Quarterdeck that this is. */
export function cloneDirectory(): string {
  return join(sdkDirectory(), '..', '..', '..')
}

/** The way from a folder to a path, as one writes it in a file: beginning with a dot, with forward slashes. */
export function wayFrom(folder: string, path: string): string {
  const way = relative(folder, path).split(sep).join('/')
  return way.startsWith('.') ? way : `./${way}`
}

/** How a strategy is checked: as strictly as we check ourselves, and as Node will strip it. */
export const STRATEGY_COMPILER = {
  target: 'es2024',
  lib: ['es2024'],
  types: [],
  module: 'esnext',
  moduleResolution: 'bundler',
  moduleDetection: 'force',
  strict: true,
  noUncheckedIndexedAccess: true,
  erasableSyntaxOnly: true,
  verbatimModuleSyntax: true,
  allowImportingTsExtensions: true,
  resolveJsonModule: true,
  skipLibCheck: true,
  noEmit: true,
} as const
