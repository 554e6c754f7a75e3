import { execFile } from 'node:child_process'
import { join } from 'node:path'
import { expect, test } from 'vitest'

const root = join(import.meta.dirname, '..')
/** Tells, as the process ends, what its main gave to bytes. */
const telling = `data:text/javascript,${encodeURIComponent(
  `process.on('exit', () => console.log('toBase64 is a ' + typeof Uint8Array.prototype.toBase64))`,
)}`

test.each([
  { main: 'cli/src/main.ts', args: ['--version'], env: {} },
  // It ends at once, as nothing listens on such an address.
  { main: 'services/admin/src/main.ts', args: [], env: { MILLRACE_ADMIN_ADDRESS: 'nowhere' } },
])('$main gives bytes their base64, as many megabytes go through it as JSON', async ({ main, args, env }) => {
  const command = ['--import', telling, join(root, main), ...args]
  const output = await new Promise<string>((resolve) => {
    execFile(process.execPath, command, { env: { ...process.env, ...env }, timeout: 20_000 }, (_, text) =>
      resolve(text),
    )
  })
  expect(output).toContain('toBase64 is a function')
})
