import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'

type Packages = Readonly<Record<string, object>>
const { missingEntries }: { readonly missingEntries: (packages: Packages) => Packages } = await import(
  new URL('./complete-lock.mjs', import.meta.url).href
)

test('the lock file names every optional package; if not, run node scripts/complete-lock.mjs', () => {
  const text = readFileSync(new URL('../package-lock.json', import.meta.url), 'utf8')
  // The lock file's format: an object of packages by path.
  const { packages } = JSON.parse(text) as { packages: Packages }
  expect(Object.keys(missingEntries(packages))).toEqual([])
})

test('what is missing is written down with the machine it is for', () => {
  const optionalDependencies = {
    '@x/t-linux-x64-gnu': '1.0.0',
    '@x/t-linux-arm64-musl': '1.0.0',
    '@x/t-linux-arm-gnueabihf': '1.0.0',
    '@x/t-darwin-arm64': '1.0.0',
    '@x/t-win32-ia32-msvc': '1.0.0',
    '@x/known': '1.0.0',
    '@x/nested': '1.0.0',
  }
  const packages = {
    'node_modules/@x/t': { dev: true, optionalDependencies },
    'node_modules/@x/known': {},
    'node_modules/@x/t/node_modules/@x/nested': {},
  }
  const entry = { version: '1.0.0', dev: true, optional: true }
  expect(missingEntries(packages)).toEqual({
    'node_modules/@x/t-linux-x64-gnu': { ...entry, os: ['linux'], cpu: ['x64'], libc: ['glibc'] },
    'node_modules/@x/t-linux-arm64-musl': { ...entry, os: ['linux'], cpu: ['arm64'], libc: ['musl'] },
    'node_modules/@x/t-linux-arm-gnueabihf': { ...entry, os: ['linux'], cpu: ['arm'], libc: ['glibc'] },
    'node_modules/@x/t-darwin-arm64': { ...entry, os: ['darwin'], cpu: ['arm64'] },
    'node_modules/@x/t-win32-ia32-msvc': { ...entry, os: ['win32'], cpu: ['ia32'] },
  })
})

test('a range cannot be written down', () => {
  expect(() => missingEntries({ 'node_modules/t': { optionalDependencies: { 't-linux': '^1.0.0' } } })).toThrow(
    'node_modules/t asks for t-linux ^1.0.0, which is no exact version',
  )
})
