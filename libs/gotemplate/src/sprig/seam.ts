import type { Context } from '../call/context.ts'
import { Failure } from '../fault.ts'
import type { Crypto } from '../world.ts'

/** A function of the cryptography that the caller gives; what it throws makes the template fail. */
export function seam<K extends keyof Crypto>({ world }: Context, name: K): NonNullable<Crypto[K]> {
  const found = world.crypto?.[name]
  if (found === undefined) throw new Failure(`cryptography was not given (crypto.${name})`, 'not-given')
  return found
}

/** What the slow ones count for, of the work that a template may do. */
const work: Partial<Record<keyof Crypto, number>> = { bcrypt: 4_000_000, scrypt: 4_000_000, privateKey: 1_000_000 }
const workDefault = 20_000

/** Runs such a function; its errors become failures of the template. */
export function guarded<T>({ budget }: Context, name: keyof Crypto, run: () => T): T {
  try {
    return budget.apart(work[name] ?? workDefault, run)
  } catch (error) {
    if (error instanceof Failure) throw error
    throw new Failure(error instanceof Error ? error.message : 'the cryptography failed')
  }
}
