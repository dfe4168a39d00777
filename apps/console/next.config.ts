/**
 * Builds the console as a static export that the API process serves from its own port.
 *
 * In development `next dev` forwards /graphql and /api/auth to a running server, so that the browser sees one origin there too.
 */
import type { NextConfig } from 'next'
import { fileURLToPath } from 'node:url'

const development = process.env.NODE_ENV === 'development'
const server = process.env.QUARTERDECK_URL ?? 'http://127.0.0.1:4000'

const config: NextConfig = {
  ...(development ? {} : { output: 'export' }),
  images: { unoptimized: true },
  reactStrictMode: true,
  transpilePackages: ['@quarterdeck/client'],
  devIndicators: false,
  turbopack: { root: fileURLToPath(new URL('../..', import.meta.url)) },
  allowedDevOrigins: ['127.0.0.1'],
  ...(development
    ? {
        rewrites: async () => [
          { source: '/graphql', destination: `${server}/graphql` },
          { source: '/api/auth/:path*', destination: `${server}/api/auth/:path*` },
        ],
      }
    : {}),
}

export default config
