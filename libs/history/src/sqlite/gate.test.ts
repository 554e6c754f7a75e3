import { expect, onTestFinished, test } from 'vitest'
import { Worker } from 'node:worker_threads'
import { Gate } from './gate.ts'

const [asked, entered] = [0, 1]

/** A thread that enters when it is told to, says so in `marks`, and leaves after some milliseconds. */
async function reader(memory: SharedArrayBuffer, marks: Int32Array, readsMs: number) {
  const worker = new Worker(
    `const { parentPort, workerData: { module, memory, marks, readsMs } } = require('node:worker_threads')
     import(module).then(({ Gate }) => {
       const gate = new Gate(memory)
       parentPort.postMessage('ready')
       Atomics.wait(marks, ${asked}, 0)
       gate.enter()
       Atomics.store(marks, ${entered}, 1)
       Atomics.notify(marks, ${entered})
       Atomics.wait(marks, 2, 0, readsMs)
       Atomics.store(marks, ${entered}, 2)
       gate.leave()
       parentPort.postMessage('left')
     })`,
    { eval: true, workerData: { memory, marks, readsMs, module: new URL('gate.ts', import.meta.url).href } },
  )
  onTestFinished(async () => void (await worker.terminate()))
  const next = (): Promise<unknown> => new Promise((resolve) => worker.once('message', resolve))
  await next()
  return { left: next() }
}

const marksOf = (): Int32Array => new Int32Array(new SharedArrayBuffer(12))

function ask(marks: Int32Array): void {
  Atomics.store(marks, asked, 1)
  Atomics.notify(marks, asked)
}

test('whoever comes while it is closed reads when it is opened', async () => {
  const [memory, marks] = [Gate.memory(), marksOf()]
  const { left } = await reader(memory, marks, 0)
  new Gate(memory).closedFor(() => {
    ask(marks)
    expect(Atomics.wait(marks, entered, 0, 50)).toBe('timed-out')
  })
  await left
  expect(marks[entered]).toBe(2)
})

test('whoever reads already is waited for', async () => {
  const [memory, marks] = [Gate.memory(), marksOf()]
  const { left } = await reader(memory, marks, 50)
  ask(marks)
  Atomics.wait(marks, entered, 0)
  let seen = 0
  new Gate(memory).closedFor(() => (seen = Atomics.load(marks, entered)))
  expect(seen).toBe(2)
  await left
})

test('one that nobody opens or leaves keeps nobody forever', () => {
  const memory = Gate.memory()
  new Int32Array(memory).fill(1)
  let done = false
  new Gate(memory).closedFor(() => (done = true))
  expect(done).toBe(true)
  new Int32Array(memory).fill(1)
  new Gate(memory).enter()
})
