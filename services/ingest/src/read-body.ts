import type { IncomingMessage } from 'node:http'
import type { ByteBudget } from './byte-budget.ts'
import { Refusal } from './refusal.ts'

/** Refuses a request by its headers where its body will not be read. Undefined: it may be read. */
export function checkBodyHeaders(request: IncomingMessage, bytesMax: number): Refusal | undefined {
  const encoding = request.headers['content-encoding']
  if (encoding !== undefined && encoding !== '' && encoding.toLowerCase() !== 'identity') {
    const shown = JSON.stringify(encoding.slice(0, 40))
    return new Refusal('unsupported-type', `the content encoding ${shown} is not supported`, [
      'Accept-Encoding',
      'identity',
    ])
  }
  const length = request.headers['content-length']
  // node:http has checked that it is a number.
  return length !== undefined && Number(length) > bytesMax ? tooLarge(bytesMax) : undefined
}

/** Whether all of the body is certain to have arrived or to be small: reading it to its end then costs next to nothing. */
export function isSmallBody(request: IncomingMessage): boolean {
  if (request.complete) return true
  const length = request.headers['content-length']
  if (length !== undefined) return Number(length) <= smallBodyBytes
  return request.headers['transfer-encoding'] === undefined
}

const smallBodyBytes = 65_536

/**
 * Reads a body into memory, its bytes out of the budget: the caller gives `body.length` back. Stops keeping bytes the
 * moment a bound is passed. Slow bodies are the server's business: it ends the connection with 408.
 */
export function readBody(request: IncomingMessage, bytesMax: number, budget: ByteBudget): Promise<Buffer | Refusal> {
  return new Promise((resolve) => {
    const chunks: Buffer[] = []
    let bytes = 0
    const settle = (outcome: Buffer | Refusal): void => {
      request.off('data', onData)
      request.off('end', onEnd)
      request.off('close', onClose)
      if (outcome instanceof Refusal) budget.give(bytes)
      resolve(outcome)
    }
    const onData = (chunk: Buffer): void => {
      if (bytes + chunk.length > bytesMax) return settle(tooLarge(bytesMax))
      if (!budget.take(chunk.length)) return settle(new Refusal('overloaded', 'too many bytes are in flight'))
      bytes += chunk.length
      chunks.push(chunk)
      return undefined
    }
    const onEnd = (): void => settle(chunks.length === 1 && chunks[0] !== undefined ? chunks[0] : Buffer.concat(chunks))
    const onClose = (): void => settle(new Refusal('gone', 'the connection was closed before the body had arrived'))
    // Whoever went before is not told of any more.
    if (request.destroyed) return onClose()
    request.on('data', onData)
    request.on('end', onEnd)
    request.on('close', onClose)
    return undefined
  })
}

const tooLarge = (bytesMax: number): Refusal =>
  new Refusal('too-large', `request body too large: at most ${bytesMax} bytes are taken`)
