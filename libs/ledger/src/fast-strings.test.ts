import { execFile } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { expect, test } from 'vitest'

const run = promisify(execFile)
const moduleUrl = new URL('fast-strings.ts', import.meta.url)

/** Whether V8 keeps the properties of strings where it finds them at once, after each of these lines. */
async function isFastAfter(...lines: readonly string[]): Promise<readonly boolean[]> {
  const script = `
    import { createRequire } from 'node:module'
    import { makeStringsFast } from ${JSON.stringify(moduleUrl.href)}
    const require = createRequire(${JSON.stringify(moduleUrl.href)})
    const found = []
    ${lines.map((line) => `${line}; found.push(%HasFastProperties(String.prototype));`).join('\n')}
    process.stdout.write(JSON.stringify(found))`
  const args = ['--allow-natives-syntax', '--input-type=module', '--eval', script]
  const { stdout } = await run(process.execPath, args, { cwd: fileURLToPath(new URL('.', moduleUrl)) })
  return JSON.parse(stdout) as boolean[]
}

test('strings are as fast after ioredis has been loaded as before it, and stay so after any other class of strings', async () => {
  const fast = await isFastAfter('', `require('ioredis')`, 'makeStringsFast()', 'void class extends String {}')
  expect(fast).toEqual([true, false, true, true])
})
