import { connect } from 'node:net'

/** Sends text to a loopback port and answers all that comes back until `until` is seen. */
export function askServer(port: number, question: string, until: RegExp): Promise<string> {
  return new Promise((resolve, reject) => {
    const socket = connect({ port, host: '127.0.0.1' }, () => socket.write(question))
    let answer = ''
    socket.setEncoding('utf8').on('data', (chunk: string) => {
      answer += chunk
      if (!until.test(answer)) return
      socket.destroy()
      resolve(answer)
    })
    socket.once('error', reject).once('end', () => reject(new Error(`closed after: ${answer}`)))
  })
}

/** One request to NATS; the answer's body. */
export async function askNats(port: number, subject: string, body: string): Promise<string> {
  const publish = `PUB ${subject} reply ${Buffer.byteLength(body)}\r\n${body}\r\n`
  const answer = await askServer(
    port,
    `CONNECT {"verbose":false}\r\nSUB reply 1\r\n${publish}`,
    /^MSG reply 1 \d+\r\n.*\r\n/m,
  )
  return /^MSG reply 1 \d+\r\n(.*)\r\n/m.exec(answer)?.[1] ?? ''
}
