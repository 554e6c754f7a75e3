import { connect } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'

const answerMaxMs = 1_000
const answerCharsMax = 64 * 1024
const pollMs = 15

/** Asks a loopback port the same question again and again until `accept` likes the answer; rejects when `stop` aborts. */
export async function untilPortAnswers(
  port: number,
  question: string,
  accept: (answer: string) => boolean,
  stop: AbortSignal,
): Promise<void> {
  while (!(await ask(port, question, accept))) await sleep(pollMs, undefined, { signal: stop })
}

/** One connection, one question. False when it is refused, ends, or says nothing acceptable in time. */
function ask(port: number, question: string, accept: (answer: string) => boolean): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect({ port, host: '127.0.0.1' })
    let answer = ''
    const end = (accepted: boolean): void => {
      socket.destroy()
      resolve(accepted)
    }
    socket.setEncoding('utf8').setTimeout(answerMaxMs, () => end(false))
    socket.once('error', () => end(false)).once('close', () => end(false))
    socket.once('connect', () => {
      if (question === '') end(accept(''))
      else socket.write(question)
    })
    socket.on('data', (chunk: string) => {
      answer += chunk
      if (accept(answer)) end(true)
      else if (answer.length > answerCharsMax) end(false)
    })
  })
}
