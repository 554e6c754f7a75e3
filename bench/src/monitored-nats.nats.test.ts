import { startNats } from '@millrace/servers'
import { mkdtemp, rm } from 'node:fs/promises'
import { connect } from 'node:net'
import { once } from 'node:events'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { monitoredNats } from './monitored-nats.ts'

test('counts what clients send and are sent', async () => {
  const dir = await mkdtemp(join(tmpdir(), 'millrace-monitored-'))
  try {
    const monitored = await monitoredNats(dir, process.env)
    await using nats = await startNats({ dir: join(dir, 'nats'), binary: monitored.binary, env: process.env })
    const before = await monitored.counters()
    const socket = connect({ port: nats.port, host: '127.0.0.1' })
    socket.write('CONNECT {"verbose":false}\r\nSUB a 1\r\nPUB a 1\r\nx\r\nPUB b 1\r\nx\r\nPING\r\n')
    let answer = ''
    while (!answer.includes('PONG')) {
      const [chunk] = (await once(socket, 'data')) as [Buffer]
      answer += chunk.toString()
    }
    socket.destroy()
    const after = await monitored.counters()
    expect(after.inMsgs - before.inMsgs).toBe(2)
    expect(after.outMsgs - before.outMsgs).toBe(1)
  } finally {
    await rm(dir, { recursive: true, force: true, maxRetries: 3 })
  }
})
