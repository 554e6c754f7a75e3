/**
 * Makes a clone ready to run, on whatever Node (20 or newer) started it: the packages of the lock file, and among them the
 * Node that runs Millrace. Plain JavaScript without dependencies, since it runs before there are any.
 */
import { spawn, spawnSync } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'
import { delimiter, dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

export const root = dirname(dirname(fileURLToPath(import.meta.url)))

const nodeMajor = 24
const progressMs = 5_000
const outputLinesMax = 20

/** What stops a clone from being ready, with what to do; everything else is a defect of the script. */
export class SetupError extends Error {
  name = 'SetupError'
}

/**
 * Installs when node_modules is missing or older than the lock file; resolves to the path of the Node to run with.
 * When all is in place it says nothing and takes milliseconds.
 * @param {{ say?: (line: string) => void, folder?: string }} [options]
 * @returns {Promise<string>}
 */
export async function ensureReady({ say = () => {}, folder = root } = {}) {
  if (Number.parseInt(process.versions.node, 10) < 20) {
    throw new SetupError(`Node 20 or newer is needed to start; this is ${process.version}`)
  }
  const reason = whyInstall(folder)
  if (reason !== null) await install(folder, reason, say)
  return checkedNode(folder)
}

/** The environment in which the tools of node_modules, and its Node, come first. */
export function toolEnv(folder = root) {
  const path = [join(folder, 'node_modules', '.bin'), process.env.PATH ?? ''].join(delimiter)
  return { ...process.env, PATH: path, NX_DAEMON: 'false', NX_NO_CLOUD: 'true' }
}

/**
 * Null when every package that this machine needs is there in the version of the lock file: npm writes what it has installed
 * to a lock file of its own inside node_modules, as the last thing it does.
 */
function whyInstall(folder) {
  const installed = readLock(join(folder, 'node_modules', '.package-lock.json'))
  if (installed === null) return 'there are no packages yet'
  const wanted = readLock(join(folder, 'package-lock.json'))
  if (wanted === null) throw new SetupError('package-lock.json is missing or damaged: restore it from git')
  for (const [path, entry] of Object.entries(wanted)) {
    if (path === '') continue
    const found = installed[path]
    // npm leaves out optional packages that are for other machines.
    if (found === undefined && entry.optional !== true && entry.devOptional !== true) return `${path} is not installed`
    if (found !== undefined && found.version !== entry.version) return `${path} is not the version of package-lock.json`
  }
  return null
}

function readLock(path) {
  try {
    return JSON.parse(readFileSync(path, 'utf8')).packages ?? null
  } catch {
    return null
  }
}

async function install(folder, reason, say) {
  const startedMs = performance.now()
  const seconds = () => `${((performance.now() - startedMs) / 1000).toFixed(0)} s`
  const paths = Object.keys(readLock(join(folder, 'package-lock.json')) ?? {}).filter((path) => path !== '')
  const present = () => paths.filter((path) => existsSync(join(folder, path, 'package.json'))).length
  say(`installing packages with npm ci: ${reason}`)
  const progress = setInterval(() => say(`still installing: ${present()} packages so far, ${seconds()}`), progressMs)
  const { code, output } = await run(
    'npm',
    ['ci', '--include=dev', '--no-audit', '--no-fund', '--progress=false'],
    folder,
  )
  clearInterval(progress)
  if (code !== 0) {
    throw new SetupError(`npm ci failed after ${seconds()}:\n${errorLines(output)}`)
  }
  say(`installed ${present()} packages in ${seconds()}`)
}

/** What npm says is wrong comes first among its errors; without any, the end of the output has to do. */
function errorLines(output) {
  const lines = output.trim().split('\n')
  const errors = lines.filter((line) => /^npm (?:error|ERR!) \S/.test(line))
  return (errors.length > 0 ? errors.slice(0, outputLinesMax) : lines.slice(-outputLinesMax)).join('\n')
}

function run(command, args, cwd) {
  return new Promise((resolve) => {
    const child = spawn(command, args, { cwd, stdio: ['ignore', 'pipe', 'pipe'] })
    let output = ''
    for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk) => (output += chunk))
    child.once('error', (error) => resolve({ code: -1, output: `${command} could not be run: ${error.message}` }))
    child.once('close', (code) => resolve({ code, output }))
  })
}

function checkedNode(folder) {
  const path = join(folder, 'node_modules', '.bin', 'node')
  const remedy = 'npm ci --include=dev --ignore-scripts=false'
  if (!existsSync(path)) {
    throw new SetupError(
      `node_modules/.bin/node is missing: the package "node" puts Node ${nodeMajor} there with an install script. ` +
        `If npm is set to ignore scripts (npm config get ignore-scripts), run: ${remedy}`,
    )
  }
  const { status, stdout, error } = spawnSync(path, ['--version'], { encoding: 'utf8' })
  if (status !== 0) {
    const why = error?.message ?? `it ended with ${status}`
    throw new SetupError(`node_modules/.bin/node does not run on this machine (${why}). Run: ${remedy}`)
  }
  const version = stdout.trim()
  if (!version.startsWith(`v${nodeMajor}.`)) {
    throw new SetupError(`node_modules/.bin/node is ${version}, but Node ${nodeMajor} is needed. Run: ${remedy}`)
  }
  return path
}
