import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { expect, test } from 'vitest'

const door = JSON.stringify(new URL('./index.ts', import.meta.url).href)

/** Runs a script that knows `runService`, `idle` (a service that holds a timer until stopped) and `say`. */
function serviceProcess(body: string) {
  const script = `
    import { runService, readConfig, int } from ${door}
    const say = (line) => process.stdout.write(line + '\\n')
    const idle = async (stop, more = {}) => {
      const timer = setInterval(() => {}, 1000)
      return {
        done: new Promise((resolve) => stop.addEventListener('abort', resolve)).then(() => say('loops ended')),
        async [Symbol.asyncDispose]() { clearInterval(timer); say('disposed') },
        ...more,
      }
    }
    ${body}`
  const child = spawn(process.execPath, ['--input-type=module', '--eval', script], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  const lines: string[] = []
  let rest = ''
  child.stdout.setEncoding('utf8').on('data', (chunk: string) => {
    const parts = (rest + chunk).split('\n')
    rest = parts.pop() ?? ''
    lines.push(...parts)
  })
  const closed = once(child, 'close') as Promise<[number | null, NodeJS.Signals | null]>
  return {
    lines,
    kill: (signal: NodeJS.Signals) => child.kill(signal),
    said: (text: string) => expect.poll(() => lines.join('\n'), { timeout: 10_000 }).toContain(text),
    /** Exit code, and the messages of the log in order, between what was said. */
    async end() {
      const [code] = await closed
      const told = lines.map((line) => (line.startsWith('{') ? (JSON.parse(line) as { msg: string }).msg : line))
      return { code, told }
    },
  }
}

test.each(['SIGTERM', 'SIGINT'] as const)(
  '%s drains in order, and the process ends by itself with 0',
  async (signal) => {
    const service = serviceProcess(`await runService('test', (stop) => idle(stop)); say('after')`)
    await service.said('Service running')
    service.kill(signal)
    expect(await service.end()).toEqual({
      code: 0,
      told: [
        'Service starting',
        'Service running',
        'Asked to stop; once more ends at once',
        'Service draining',
        'loops ended',
        'disposed',
        'Service drained',
        'after',
      ],
    })
  },
)

test('a second signal ends it at once, with the code of the signal', async () => {
  const service = serviceProcess(`await runService('test', (stop) => idle(stop, { done: new Promise(() => {}) }))`)
  await service.said('Service running')
  service.kill('SIGTERM')
  await service.said('Service draining')
  service.kill('SIGINT')
  expect((await service.end()).code).toBe(130)
})

test('drain-overdue: what does not finish in time is cut off with 1', async () => {
  const service = serviceProcess(`
    await runService('test', (stop) => idle(stop, { done: new Promise(() => {}) }), { drainMaxMs: 100 })`)
  await service.said('Service running')
  service.kill('SIGTERM')
  const { code, told } = await service.end()
  expect(code).toBe(1)
  expect(told).toContain('The service failed')
  expect(service.lines.join('')).toContain('[drain-overdue]')
})

test('a handle left open is named and cut off with 1', async () => {
  const service = serviceProcess(`
    await runService('test', (stop) => { setInterval(() => {}, 1000); return idle(stop) }, { drainMaxMs: 100 })`)
  await service.said('Service running')
  service.kill('SIGTERM')
  const { code, told } = await service.end()
  expect(code).toBe(1)
  expect(told.slice(-2)).toEqual(['Service drained', 'The process is still held open and is ended'])
  expect(service.lines.at(-1)).toContain('"heldBy":["')
})

test('a start that throws ends the process with 1, its error in the log', async () => {
  const service = serviceProcess(`await runService('test', async () => { throw new Error('no bus there') })`)
  const { code, told } = await service.end()
  expect(code).toBe(1)
  expect(told).toEqual(['Service starting', 'The service failed'])
  expect(service.lines.join('')).toContain('no bus there')
})

test('a loop that throws ends the process with 1, after the disposal', async () => {
  const service = serviceProcess(`
    await runService('test', (stop) => idle(stop, { done: Promise.reject(new Error('the loop broke')) }))`)
  const { code, told } = await service.end()
  expect(code).toBe(1)
  expect(told).toEqual(expect.arrayContaining(['The service failed', 'disposed']))
})

test('each wrong setting has its line in the log', async () => {
  const service = serviceProcess(`
    const options = { a: { env: 'A', help: 'a', parse: int() }, b: { env: 'B', help: 'b', parse: int({ max: 5 }) } }
    await runService('test', async (stop) => { readConfig(options, { B: '9' }); return idle(stop) })`)
  const { code, told } = await service.end()
  expect(code).toBe(1)
  expect(told).toEqual([
    'Service starting',
    'A is not set: expected an integer',
    'B is "9": expected an integer, at most 5',
    'The service failed',
  ])
})

test('asked to stop while it starts, it ends with 0', async () => {
  const service = serviceProcess(`
    import { setTimeout as sleep } from 'node:timers/promises'
    await runService('test', async (stop) => { say('busy'); await sleep(60000, 0, { signal: stop }) })`)
  await service.said('busy')
  service.kill('SIGTERM')
  expect(await service.end()).toMatchObject({ code: 0, told: expect.arrayContaining(['Service drained']) })
})
