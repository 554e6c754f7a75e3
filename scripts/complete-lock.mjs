/**
 * Adds to package-lock.json the optional packages for other machines that the registry could not give when the lock was
 * written: without them newer versions of npm refuse `npm ci` on every machine. Run it after each `npm install`.
 */
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { root } from './setup.mjs'

const systems = ['linux', 'darwin', 'win32', 'freebsd', 'android', 'openharmony', 'aix', 'sunos', 'netbsd', 'openbsd']
const processors = [
  ['arm64', /arm64|aarch64/],
  ['arm', /arm/],
  ['x64', /x64/],
  ['ia32', /ia32/],
  ['ppc64', /ppc64/],
  ['riscv64', /riscv64/],
  ['s390x', /s390x/],
  ['loong64', /loong64/],
]
const libraries = [
  ['musl', /musl/],
  ['glibc', /gnu(?!eabi)|gnueabihf/],
]

/**
 * The entries that a lock's packages ask for and the lock does not have, by their path in it.
 * @param {Record<string, { optionalDependencies?: Record<string, string>, dev?: boolean }>} packages
 */
export function missingEntries(packages) {
  const missing = {}
  for (const [path, { optionalDependencies = {}, dev = false }] of Object.entries(packages)) {
    for (const [name, version] of Object.entries(optionalDependencies)) {
      if (packages[`${path}/node_modules/${name}`] !== undefined || packages[`node_modules/${name}`] !== undefined)
        continue
      // Only what names one version can be written down without asking the registry.
      if (!/^\d/.test(version)) throw new Error(`${path} asks for ${name} ${version}, which is no exact version`)
      missing[`node_modules/${name}`] = { version, ...(dev ? { dev } : {}), optional: true, ...machineOf(name) }
    }
  }
  return missing
}

/** What npm needs to know so as not to want it here. */
function machineOf(name) {
  const system = systems.find((each) => name.includes(each))
  const [processor] = processors.find(([, pattern]) => pattern.test(name)) ?? []
  const [library] = libraries.find(([, pattern]) => pattern.test(name)) ?? []
  return {
    ...(system === undefined ? {} : { os: [system] }),
    ...(processor === undefined ? {} : { cpu: [processor] }),
    ...(library === undefined || system !== 'linux' ? {} : { libc: [library] }),
  }
}

if (process.argv[1]?.endsWith('complete-lock.mjs')) complete(process.argv.slice(2))

function complete(args) {
  if (args.length > 0) throw new Error('this takes no arguments: it writes package-lock.json')
  const file = join(root, 'package-lock.json')
  const lock = JSON.parse(readFileSync(file, 'utf8'))
  const missing = missingEntries(lock.packages)
  // In npm's own order, so that the next `npm install` leaves the file alone.
  const sorted = Object.entries({ ...lock.packages, ...missing }).toSorted(([a], [b]) => a.localeCompare(b, 'en'))
  writeFileSync(file, `${JSON.stringify({ ...lock, packages: Object.fromEntries(sorted) }, null, 2)}\n`)
  process.stdout.write(`${Object.keys(missing).length} entries added to package-lock.json\n`)
}
