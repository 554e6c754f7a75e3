import { eventually, freePort, tempFolder, type TempFolder } from '@millrace/testkit'
import { execFile } from 'node:child_process'
import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { afterAll, beforeAll, expect, test } from 'vitest'

const main = join(import.meta.dirname, 'main.ts')
const example = join(import.meta.dirname, '..', '..', 'examples', 'delivery')
const run = promisify(execFile)

let folder: TempFolder
let printed: string[]

/** Runs a line as a shell does, with `npx millrace` standing for the command and the state folder of this test. */
async function shell(line: string): Promise<string> {
  const script = `npx() { shift; "$NODE" "$MAIN" "$@" --state "$STATE"; }; ${line}`
  const env = { ...process.env, NODE: process.execPath, MAIN: main, STATE: join(folder.path, 'state') }
  const { stdout } = await run('/bin/sh', ['-c', script], { cwd: folder.path, env, timeout: 60_000 })
  return stdout
}

/** The line of the README that begins so. */
function line(beginning: string): string {
  const found = printed.find((one) => one.startsWith(`npx millrace ${beginning}`))
  if (found === undefined) throw new Error(`the README has no line that begins with npx millrace ${beginning}`)
  printed.splice(printed.indexOf(found), 1)
  return found
}

beforeAll(async () => {
  folder = await tempFolder()
  const [hook, echo, admin, metrics] = [await freePort(), await freePort(), await freePort(), await freePort()]
  const manifests = await readFile(join(example, 'manifests.yaml'), 'utf8')
  const text = manifests.replaceAll('12000', String(hook)).replaceAll('7099', String(echo))
  await writeFile(join(folder.path, 'manifests.yaml'), text)
  const readme = await readFile(join(example, 'README.md'), 'utf8')
  printed = readme.split('\n').flatMap((one) => /^ {4}(npx millrace .*)$/u.exec(one)?.[1] ?? [])
  const up = line('up examples/delivery').replace('examples/delivery', folder.path)
  await shell(`${up} --detach --echo-port ${echo} --admin-port ${admin} --metrics-port ${metrics}`)
}, 120_000)

afterAll(async () => {
  await shell('npx millrace down')
  await folder[Symbol.asyncDispose]()
}, 60_000)

const within = { withinMs: 30_000, everyMs: 500 }
const logs = (): Promise<string> => shell('npx millrace logs -n 500')

test('the commands of the README do what it says', async () => {
  await shell(line('send shop/ordered'))
  const list = line('dead list')
  await eventually(async () => expect(await shell(list)).toContain('/orders/charge'), within)
  await eventually(async () => expect(await logs()).toContain('POST /told'), within)
  expect(await logs()).toContain('the target answered 503, expected a status below 400')
  const id = /[0-9a-f]{32}/u.exec(await shell(list))?.[0] ?? ''
  const letter = await shell(line('dead get ID').replace('ID', id))
  expect(letter).toMatch(/1 .*503.*\n2 .*503/u)
  expect(await shell(line('dead redrive --sensor orders'))).toContain(`${id} is due again as`)
  await eventually(async () => expect(await shell(list)).toContain('no dead letters'), within)
  await eventually(async () => expect((await logs()).split('POST /status/503').length - 1).toBe(3), within)

  expect(await shell(line('pause orders'))).toContain('is paused')
  await new Promise((resolve) => setTimeout(resolve, 500))
  await shell(line('send shop/ordered'))
  await shell(line('send shop/ordered'))
  const paused = line('paused')
  await eventually(async () => expect(await shell(paused)).toMatch(/orders +ship +2 +command/u), within)
  expect((await logs()).split('POST /ship').length - 1).toBe(1)
  expect(await shell(line('resume orders'))).toContain('goes on')
  await eventually(async () => expect((await logs()).split('POST /ship').length - 1).toBe(3), within)
  expect(printed).toEqual([])
}, 180_000)
