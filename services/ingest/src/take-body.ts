import type { Door } from './door.ts'
import type { Exchange } from './exchange.ts'
import type { Outcome } from './outcome.ts'
import { checkBodyHeaders, readBody } from './read-body.ts'
import { Refusal } from './refusal.ts'

/** Reads the body and hands it on; its bytes are out of the budget until `use` has settled. */
export async function takeBody(
  exchange: Exchange,
  bytesMax: number,
  door: Door,
  use: (body: Buffer) => Promise<Outcome>,
): Promise<Outcome> {
  const early = checkBodyHeaders(exchange.request, bytesMax)
  if (early !== undefined) return early
  if (exchange.awaitsContinue) {
    exchange.awaitsContinue = false
    exchange.response.writeContinue()
  }
  const body = await readBody(exchange.request, bytesMax, door.budget)
  if (body instanceof Refusal) return body
  try {
    return await use(body)
  } finally {
    door.budget.give(body.length)
  }
}
