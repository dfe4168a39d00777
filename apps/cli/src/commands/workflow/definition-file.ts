/** The file that holds a workflow: JSON, or TypeScript whose default export is the definition. */

import { existsSync, readFileSync, statSync } from 'node:fs'
import { extname, resolve } from 'node:path'
import { pathToFileURL } from 'node:url'
import { WrongUsage } from '../../exit.ts'

/** The definition as JSON. Throws WrongUsage where there is none in the file. */
export async function definitionIn(path: string): Promise<string> {
  if (!existsSync(path)) throw new WrongUsage(`FILE: there is no file ${path}`)
  if (!statSync(path).isFile()) throw new WrongUsage(`FILE: ${path} is no file`)
  const kind = extname(path)
  if (kind === '.json') return fromJson(path)
  if (kind === '.ts') return fromModule(path)
  throw new WrongUsage(`FILE: ${path} must be .json, or .ts whose default export is the definition`)
}

function fromJson(path: string): string {
  const text = readFileSync(path, 'utf8')
  try {
    return JSON.stringify(JSON.parse(text))
  } catch (error) {
    throw new WrongUsage(`FILE: ${path} is no JSON: ${wordsOf(error)}`)
  }
}

async function fromModule(path: string): Promise<string> {
  const module = await load(path)
  const definition = module.default
  if (typeof definition !== 'object' || definition === null)
    throw new WrongUsage(`FILE: ${path} must have a default export that is the definition`)
  return JSON.stringify(definition)
}

async function load(path: string): Promise<{ readonly default?: unknown }> {
  try {
    return (await import(pathToFileURL(resolve(path)).href)) as { readonly default?: unknown }
  } catch (error) {
    throw new WrongUsage(`FILE: ${path} cannot be loaded: ${wordsOf(error)}`)
  }
}

function wordsOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error)
}
