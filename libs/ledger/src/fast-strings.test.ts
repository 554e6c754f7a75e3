import { execFile } from 'node:child_process'
import { promisify } from 'node:util'
import { expect, test } from 'vitest'

const run = promisify(execFile)
const moduleUrl = new URL('open-redis.ts', import.meta.url).href

/** Whether V8 keeps the properties of strings where it finds them at once, after each of these lines. */
async function isFastAfter(...lines: readonly string[]): Promise<readonly boolean[]> {
  const script = `
    const found = []
    ${lines.map((line) => `${line}; found.push(%HasFastProperties(String.prototype))`).join('\n')}
    process.stdout.write(JSON.stringify(found))`
  const args = ['--allow-natives-syntax', '--input-type=module', '--eval', script]
  const { stdout } = await run(process.execPath, args)
  return JSON.parse(stdout) as boolean[]
}

test('strings are as fast beside a connection as before ioredis was loaded, and stay so after any other class of strings', async () => {
  const fast = await isFastAfter(
    '',
    `const { openRedis } = await import(${JSON.stringify(moduleUrl)})`,
    // Nothing listens there.
    `openRedis({ url: 'redis://127.0.0.1:1' }).disconnect()`,
    'void class extends String {}',
  )
  expect(fast).toEqual([true, false, true, true])
})
