/** More was asked for at a time than is done. */
export class TooManyError extends Error {
  override readonly name = 'TooManyError'
}

/** Lets at most `max` calls of the function run at a time; more are refused with {@link TooManyError}. */
export function atMost<A extends readonly unknown[], T>(
  max: number,
  act: (...args: A) => Promise<T>,
): (...args: A) => Promise<T> {
  let running = 0
  return async (...args) => {
    if (running >= max) throw new TooManyError(`${max} such questions are being answered; ask again`)
    running += 1
    try {
      return await act(...args)
    } finally {
      running -= 1
    }
  }
}

/** The same for functions whose answer is a stream: one is under way until it ends or is left. */
export function atMostStreams<A extends readonly unknown[], T>(
  max: number,
  act: (...args: A) => AsyncIterable<T>,
): (...args: A) => AsyncGenerator<T> {
  let running = 0
  return async function* (...args) {
    if (running >= max) throw new TooManyError(`${max} such streams are open; ask again`)
    running += 1
    try {
      yield* act(...args)
    } finally {
      running -= 1
    }
  }
}
