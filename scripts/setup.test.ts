import { chmodSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'

interface Setup {
  readonly ensureReady: (options: { folder: string; say: (line: string) => void }) => Promise<string>
}
// Plain JavaScript, as it runs before there is anything to check types with; the shape is stated here.
const { ensureReady }: Setup = await import(new URL('./setup.mjs', import.meta.url).href)

const lock = {
  packages: {
    '': { version: '1.0.0' },
    'libs/a': { version: '0.1.0' },
    'node_modules/a': { version: '0.1.0' },
    'node_modules/b': { version: '2.0.0' },
    'node_modules/b-elsewhere': { version: '2.0.0', optional: true },
  },
}
const { 'node_modules/b-elsewhere': _, ...installed } = lock.packages

let folder = ''
let lines: string[] = []
const say = (line: string): void => void lines.push(line)

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'millrace-setup-'))
  lines = []
  write('package-lock.json', JSON.stringify(lock))
  vi.stubEnv('PATH', `${join(folder, 'bin')}:/usr/bin:/bin`)
})

afterEach(() => {
  vi.unstubAllEnvs()
  rmSync(folder, { recursive: true })
})

test('with all in place it says nothing, installs nothing and names the Node to use', async () => {
  program('bin/npm', `touch ${join(folder, 'npm-ran')}`)
  inPlace('v24.21.0')
  expect(await ensureReady({ folder, say })).toBe(join(folder, 'node_modules/.bin/node'))
  expect(lines).toEqual([])
  expect(existsSync(join(folder, 'npm-ran'))).toBe(false)
})

test('without packages it runs npm ci, says why, and how it went', async () => {
  const hidden = JSON.stringify({ packages: installed })
  program(
    'bin/npm',
    `echo "$@" > npm-arguments
     mkdir -p node_modules/.bin node_modules/b
     echo '{}' > node_modules/b/package.json
     echo '${hidden}' > node_modules/.package-lock.json
     printf '#!/bin/sh\\necho v24.21.0\\n' > node_modules/.bin/node
     chmod 755 node_modules/.bin/node`,
  )
  await ensureReady({ folder, say })
  expect(readFileSync(join(folder, 'npm-arguments'), 'utf8')).toMatch(/^ci --include=dev /)
  expect(lines[0]).toBe('installing packages with npm ci: there are no packages yet')
  expect(lines[1]).toMatch(/^installed 1 packages in \d+ s$/)
  lines = []
  await ensureReady({ folder, say })
  expect(lines).toEqual([])
})

test.each([
  [
    'another version',
    { ...installed, 'node_modules/b': { version: '1.9.0' } },
    'node_modules/b is not the version of package-lock.json',
  ],
  [
    'one missing',
    { 'libs/a': { version: '0.1.0' }, 'node_modules/a': { version: '0.1.0' } },
    'node_modules/b is not installed',
  ],
])('with %s it installs again, and says for what', async (_, packages, reason) => {
  inPlace('v24.21.0', packages)
  program('bin/npm', 'exit 0')
  await ensureReady({ folder, say })
  expect(lines[0]).toBe(`installing packages with npm ci: ${reason}`)
})

test('when npm fails, its own errors are what is told', async () => {
  program(
    'bin/npm',
    'echo "npm warn old"; echo "npm error code EUSAGE" >&2; echo "npm error" >&2; echo "Usage: …"; exit 1',
  )
  const failed = ensureReady({ folder, say })
  await expect(failed).rejects.toThrow(/^npm ci failed after \d+ s:\nnpm error code EUSAGE$/)
  await expect(failed).rejects.toMatchObject({ name: 'SetupError' })
})

test('an older Node in node_modules is refused, with the way out', async () => {
  inPlace('v22.11.0')
  await expect(ensureReady({ folder, say })).rejects.toThrow(
    'node_modules/.bin/node is v22.11.0, but Node 24 is needed. Run: npm ci',
  )
})

test('no Node in node_modules: install scripts were off, and that is said', async () => {
  inPlace('v24.21.0')
  rmSync(join(folder, 'node_modules/.bin/node'))
  await expect(ensureReady({ folder, say })).rejects.toThrow(
    /missing: .*npm config get ignore-scripts.*--ignore-scripts=false/,
  )
})

test('a Node for another machine is refused', async () => {
  inPlace('v24.21.0')
  write('node_modules/.bin/node', '\u007fELF, but not really')
  chmodSync(join(folder, 'node_modules/.bin/node'), 0o755)
  await expect(ensureReady({ folder, say })).rejects.toThrow('does not run on this machine')
})

test('a damaged lock file is no reason to install anything', async () => {
  inPlace('v24.21.0')
  write('package-lock.json', '<<<<<<< HEAD')
  await expect(ensureReady({ folder, say })).rejects.toThrow('package-lock.json is missing or damaged')
})

function inPlace(version: string, packages: object = installed): void {
  write('node_modules/.package-lock.json', JSON.stringify({ packages }))
  program('node_modules/.bin/node', `echo ${version}`)
}

function program(path: string, body: string): void {
  write(path, `#!/bin/sh\n${body}\n`)
  chmodSync(join(folder, path), 0o755)
}

function write(path: string, text: string): void {
  mkdirSync(dirname(join(folder, path)), { recursive: true })
  writeFileSync(join(folder, path), text)
}
