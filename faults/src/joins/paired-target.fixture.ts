import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'

/** The two halves that one effect was made of. */
export interface Pair {
  readonly left: string
  readonly right: string
}

/** A target that honours Idempotency-Key: a repeated key has no second effect. */
export interface PairedTarget extends AsyncDisposable {
  readonly port: number
  /** In the order they came, each key once. */
  readonly effects: readonly Pair[]
  has(left: string): boolean
}

export async function pairedTarget(): Promise<PairedTarget> {
  const effects: Pair[] = []
  const keys = new Set<string>()
  const lefts = new Set<string>()
  const server = createServer((request, response) => {
    const parts: Buffer[] = []
    request.on('data', (part: Buffer) => parts.push(part))
    request.on('end', () => {
      const key = String(request.headers['idempotency-key'])
      // The sensor of this test writes these bodies.
      const pair = JSON.parse(Buffer.concat(parts).toString()) as Pair
      if (!keys.has(key)) effects.push(pair)
      keys.add(key)
      lefts.add(pair.left)
      response.writeHead(200).end()
    })
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return {
    port: (server.address() as AddressInfo).port,
    effects,
    has: (left) => lefts.has(left),
    async [Symbol.asyncDispose]() {
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
    },
  }
}
