import { expect, test } from 'vitest'
import { Worker } from 'node:worker_threads'
import { Gate } from './gate.ts'

test('whoever passes while it is closed comes in when it is opened', async () => {
  const memory = Gate.memory()
  const order = new Int32Array(new SharedArrayBuffer(8))
  const worker = new Worker(
    `const { parentPort, workerData } = require('node:worker_threads')
     import(workerData.module).then(({ Gate }) => {
       const gate = new Gate(workerData.memory)
       parentPort.postMessage('ready')
       parentPort.once('message', () => {
         gate.pass()
         parentPort.postMessage('opened: ' + Atomics.load(workerData.order, 0))
       })
     })`,
    { eval: true, workerData: { memory, order, module: new URL('gate.ts', import.meta.url).href } },
  )
  const next = (): Promise<unknown> => new Promise((resolve) => worker.once('message', resolve))
  await next()
  const passed = next()
  new Gate(memory).closedFor(() => {
    worker.postMessage('pass')
    Atomics.wait(order, 1, 0, 50)
    Atomics.store(order, 0, 1)
  })
  expect(await passed).toBe('opened: 1')
  await worker.terminate()
})

test('one that is open lets everybody pass, and one that nobody opens keeps nobody forever', () => {
  const memory = Gate.memory()
  new Gate(memory).pass()
  new Int32Array(memory)[0] = 1
  new Gate(memory).pass()
})
