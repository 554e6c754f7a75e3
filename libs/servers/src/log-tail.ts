import { open } from 'node:fs/promises'

const bytesMax = 2_048
const linesMax = 5

/** The last lines of a log on one line, for an error message; says so when there is nothing. */
export async function logTail(file: string): Promise<string> {
  try {
    await using log = await open(file, 'r')
    const { size } = await log.stat()
    const length = Math.min(size, bytesMax)
    const { buffer } = await log.read({ buffer: Buffer.alloc(length), position: size - length })
    const lines = buffer.toString('utf8').trim().split('\n').slice(-linesMax)
    return lines.join(' | ') || 'it logged nothing'
  } catch {
    return 'it logged nothing'
  }
}
