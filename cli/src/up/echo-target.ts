import type { Logger } from '@millrace/telemetry'
import { createServer } from 'node:http'
import { once } from 'node:events'
import { CliError } from '../cli-error.ts'

/** Where the built-in target listens; manifests that call it make `up` serve it. */
export const echoPortDefault = 7099
export const echoUrl = (port: number): string => `http://127.0.0.1:${port}/`

/** Bytes of a call that are shown. */
const shownMax = 2_000

/**
 * A small HTTP target that shows each call it gets and answers with its body: for examples and first steps. A path
 * `/status/503` is answered so; with `?times=2` only the first two calls of it are.
 */
export async function serveEcho(log: Logger, port: number): Promise<AsyncDisposable> {
  const failed = new Map<string, number>()
  const server = createServer((request, response) => {
    const parts: Buffer[] = []
    let bytes = 0
    request.on('data', (part: Buffer) => {
      bytes += part.length
      if (bytes <= shownMax) parts.push(part)
    })
    request.on('end', () => {
      const body = Buffer.concat(parts).toString()
      log.info(`${request.method} ${request.url} ${body}`, { idempotencyKey: request.headers['idempotency-key'] })
      response.statusCode = statusFor(request.url ?? '', failed)
      response.setHeader('Content-Type', 'application/json')
      response.end(JSON.stringify({ echo: body }))
    })
  })
  server.listen(port, '127.0.0.1')
  try {
    await once(server, 'listening')
  } catch (cause) {
    throw new CliError(
      `port ${port} is taken, and the echo target is wanted there; free it, or give another with --echo-port and in the manifests that call it`,
      { cause },
    )
  }
  return {
    async [Symbol.asyncDispose]() {
      server.closeAllConnections()
      server.close()
      await once(server, 'close')
    },
  }
}

/** Paths whose calls are counted at most: beyond them `times` counts for nothing. */
const countedMax = 1_000

function statusFor(url: string, failed: Map<string, number>): number {
  const [, status, times] = /^\/status\/([2-5]\d\d)(?:\?times=(\d{1,6}))?$/u.exec(url) ?? []
  if (status === undefined) return 200
  if (times === undefined) return Number(status)
  const before = failed.get(url) ?? 0
  if (before >= Number(times) || (before === 0 && failed.size >= countedMax)) return 200
  failed.set(url, before + 1)
  return Number(status)
}
