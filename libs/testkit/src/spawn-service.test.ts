import { existsSync } from 'node:fs'
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { freePort } from '@millrace/servers'
import { expect, test } from 'vitest'
import { killHard, pauseProcess, resumeProcess } from './process-faults.ts'
import { spawnService } from './spawn-service.fixture.ts'
import { tempFolder } from './temp-folder.ts'

const source = `
  import { createServer } from 'node:http'
  const port: number = Number(process.env['PORT'])
  const server = createServer((_, response) => response.end(String(process.pid)))
  server.listen(port, '127.0.0.1', () => console.log('listening as ' + process.pid + ' for ' + process.argv[2]))
  process.on('SIGTERM', () => server.close(() => console.log('drained')))
`

test('a TypeScript main runs with its environment and arguments, and is ready when it says so', async () => {
  await using folder = await tempFolder()
  const { main, port } = await program(folder.path)
  const service = await spawnService({
    main,
    args: ['me'],
    env: { PORT: String(port) },
    ready: { line: /^listening as (\d+) for (\w+)$/ },
  })
  expect(service.readyLine?.slice(1)).toEqual([String(service.pid), 'me'])
  expect(await answer(port)).toBe(service.pid)
  await service.stop()
  expect(await service.exited).toBe(0)
  expect(await service.log()).toContain('drained')
  await service[Symbol.asyncDispose]()
  expect(existsSync(service.logFile)).toBe(false)
})

test('readiness can be a port; killed hard it goes without draining, and comes back as another process', async () => {
  await using folder = await tempFolder()
  const { main, port } = await program(folder.path)
  const logFile = join(folder.path, 'service.log')
  await using service = await spawnService({ main, env: { PORT: String(port) }, ready: { port }, logFile })
  const first = service.pid
  await killHard(first)
  expect(await service.exited).toBeNull()
  await expect(answer(port)).rejects.toThrow('fetch failed')
  await service.restart()
  expect(service.pid).not.toBe(first)
  expect(await answer(port)).toBe(service.pid)
  expect(await service.log()).not.toContain('drained')
})

test("a restart waits for the new incarnation's line, not the old one's", async () => {
  await using folder = await tempFolder()
  const { main, port } = await program(folder.path)
  await using service = await spawnService({
    main,
    env: { PORT: String(port) },
    ready: { line: /^listening as (\d+)/ },
  })
  const first = service.readyLine?.[1]
  await service.kill()
  await service.restart()
  expect(service.readyLine?.[1]).toBe(String(service.pid))
  expect(service.readyLine?.[1]).not.toBe(first)
})

test('paused it keeps its port and answers nothing; resumed it answers', async () => {
  await using folder = await tempFolder()
  const { main, port } = await program(folder.path)
  await using service = await spawnService({ main, env: { PORT: String(port) }, ready: { port } })
  pauseProcess(service.pid)
  let answered = false
  const pending = answer(port).then((pid) => {
    answered = true
    return pid
  })
  await new Promise((resolve) => setTimeout(resolve, 100))
  expect(answered).toBe(false)
  resumeProcess(service.pid)
  expect(await pending).toBe(service.pid)
})

test('one that dies before it is ready is reported with the end of its log', async () => {
  await using folder = await tempFolder()
  const main = join(folder.path, 'main.ts')
  await writeFile(main, `console.error('[config-invalid] NATS_URL is missing')\nprocess.exitCode = 1`)
  const started = spawnService({ name: 'router', main, ready: { line: /ready/ } })
  await expect(started).rejects.toThrow(/router ended before it was ready: \[config-invalid\] NATS_URL is missing/)
})

async function program(folder: string): Promise<{ main: string; port: number }> {
  const main = join(folder, 'main.mts')
  await writeFile(main, source)
  return { main, port: await freePort() }
}

async function answer(port: number): Promise<number> {
  const response = await fetch(`http://127.0.0.1:${port}`, { headers: { connection: 'close' } })
  return Number(await response.text())
}
