import { once } from 'node:events'
import type { Writable } from 'node:stream'
import { answerLine, unreadLine } from './answer-line.ts'

/** Bytes of a line; a longer one is answered with an error, and its bytes are skipped. */
export const lineBytesMax = 16 * 1024 * 1024
/** Answers gather up to here before they are written. UTF-16 units. */
const batchMax = 64 * 1024
const newline = 0x0a

/**
 * Answers the cases that come in, a line each, until the input ends. What is written waits for its reader, so that memory
 * stays bounded. Gives how many lines were no case.
 */
export async function answerLines(input: AsyncIterable<Uint8Array>, output: Writable): Promise<number> {
  let strays = 0
  let batch = ''
  const flush = async (): Promise<void> => {
    if (batch === '') return
    const isTaken = output.write(batch)
    batch = ''
    if (!isTaken) await once(output, 'drain')
  }
  for await (const line of linesOf(input)) {
    if (line !== undefined && line.trim() === '') continue
    const { text, isCase } = line === undefined ? tooLong() : answerLine(line)
    if (!isCase) strays += 1
    batch += text
    if (batch.length >= batchMax) await flush()
  }
  await flush()
  return strays
}

function tooLong(): { text: string; isCase: boolean } {
  return { text: unreadLine(`the line is longer than ${lineBytesMax} bytes`), isCase: false }
}

/** The lines of some bytes; undefined stands for one that is too long. */
export async function* linesOf(
  input: AsyncIterable<Uint8Array>,
  bytesMax = lineBytesMax,
): AsyncGenerator<string | undefined> {
  let parts: Uint8Array[] = []
  let size = 0
  for await (const chunk of input) {
    let from = 0
    for (let at = chunk.indexOf(newline); at >= 0; at = chunk.indexOf(newline, from)) {
      yield lineFrom(parts, size, chunk.subarray(from, at), bytesMax)
      parts = []
      size = 0
      from = at + 1
    }
    const rest = chunk.subarray(from)
    size += rest.length
    if (size > bytesMax) parts = []
    else if (rest.length > 0) parts.push(rest)
  }
  if (size > 0) yield lineFrom(parts, size, new Uint8Array(), bytesMax)
}

function lineFrom(parts: readonly Uint8Array[], size: number, last: Uint8Array, bytesMax: number): string | undefined {
  if (size + last.length > bytesMax) return undefined
  return Buffer.concat([...parts, last]).toString('utf8')
}
