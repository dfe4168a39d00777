/**
 * Serves the console's static export: `/x` is `x`, `x.html` or `x/index.html`, else 404.html. Only files inside the folder,
 * only GET and HEAD.
 */
import { createReadStream, realpathSync, statSync } from 'node:fs'
import { extname, join, sep } from 'node:path'
import type { IncomingMessage, ServerResponse } from 'node:http'
import { reply } from './reply.ts'

const TYPES: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.json': 'application/json; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.ico': 'image/x-icon',
  '.webp': 'image/webp',
  '.woff2': 'font/woff2',
  '.txt': 'text/plain; charset=utf-8',
  '.map': 'application/json; charset=utf-8',
  '.webmanifest': 'application/manifest+json',
}

const NOT_BUILT = 'The console has not been built: run `npm start`, or use the API at /graphql.\n'

/** `root`: the folder of the export; null: there is none. */
export function serveStatic(req: IncomingMessage, res: ServerResponse, root: string | null): void {
  if (req.method !== 'GET' && req.method !== 'HEAD') {
    res.setHeader('allow', 'GET, HEAD')
    return reply(res, {
      status: 405,
      type: 'text/plain; charset=utf-8',
      body: 'Only GET and HEAD are allowed here.\n',
    })
  }
  if (root === null) return reply(res, { status: 404, type: 'text/plain; charset=utf-8', body: NOT_BUILT })
  const path = pathOf(req.url ?? '/')
  const found = path === null ? null : fileAt(root, path)
  const file = found ?? join(root, '404.html')
  const size = sizeOf(file)
  if (size === null)
    return reply(res, { status: 404, type: 'text/plain; charset=utf-8', body: 'Not found.\n' })
  const isImmutable = found !== null && (path ?? '').startsWith('/_next/static/')
  res.writeHead(found === null ? 404 : 200, {
    'content-type': TYPES[extname(file)] ?? 'application/octet-stream',
    'content-length': size,
    // The names of built files carry their content's hash; pages do not, and must be asked for anew.
    'cache-control': isImmutable ? 'public, max-age=31536000, immutable' : 'no-cache',
  })
  if (req.method === 'HEAD') {
    res.end()
    return
  }
  const stream = createReadStream(file)
  stream.once('error', () => res.destroy())
  res.once('close', () => stream.destroy())
  stream.pipe(res)
}

/** The decoded path, or null: it is malformed, tries to leave, or names a dotfile. */
function pathOf(url: string): string | null {
  const end = url.indexOf('?')
  try {
    const path = decodeURIComponent(end < 0 ? url : url.slice(0, end))
    if (!path.startsWith('/') || path.includes('\0') || path.includes('\\')) return null
    return path.split('/').some((part) => part.startsWith('.')) ? null : path
  } catch (error) {
    if (error instanceof URIError) return null
    throw error
  }
}

function fileAt(root: string, path: string): string | null {
  const base = join(root, path)
  for (const candidate of [base, `${base}.html`, join(base, 'index.html')]) {
    if (sizeOf(candidate) !== null && isInside(root, candidate)) return candidate
  }
  return null
}

/** Whether the file lies in the folder once links are followed. */
function isInside(root: string, file: string): boolean {
  return realpathSync(file).startsWith(realpathSync(root) + sep)
}

/** Size of a regular file, or null: there is none. */
function sizeOf(path: string): number | null {
  const stat = statSync(path, { throwIfNoEntry: false })
  return stat?.isFile() === true ? stat.size : null
}
