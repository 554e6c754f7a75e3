import { lastLine, onPath, runTool, serverCache, withFileLock } from '@millrace/servers'
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { installOnce, say, type Filled } from '../install-once.fixture.ts'

/** A Python and the folder with moto's packages, or why there is none on this machine. */
export type FoundMoto =
  | { readonly kind: 'found'; readonly python: string; readonly folder: string }
  | { readonly kind: 'missing'; readonly reason: string }

const version = '5.2.5'
const requirement = `moto[server,awslambda]==${version}`
/** The environment variable that names a folder with the packages. */
const setting = 'MILLRACE_MOTO_PACKAGES'
/** The whole installation, cold; a machine without a way to a package index says so within this. */
const installMaxMs = 300_000
const pythonMaxMs = 30_000

/** Finds moto, a server that stands for AWS: the setting, the user's cache, pip. Says each step that takes time, and one line if there is none. */
export async function findMoto(): Promise<FoundMoto> {
  const found = await search()
  if (found.kind === 'missing') say(`SKIPPED: tests on moto, which stands for AWS: ${found.reason}`)
  return found
}

async function search(): Promise<FoundMoto> {
  const [python] = await onPath('python3', process.env)
  if (python === undefined) return { kind: 'missing', reason: 'no python3 on PATH' }
  const named = process.env[setting]
  if (named !== undefined && named !== '') return { kind: 'found', python, folder: named }
  const cache = serverCache(process.env)
  const asked = await runTool(python, ['-c', 'import sys; print("%d.%d" % sys.version_info[:2])'], {
    env: process.env,
    runMaxMs: pythonMaxMs,
  })
  if (!asked.ok) return { kind: 'missing', reason: `${python} does not run: ${lastLine(asked.output)}` }
  // Some of the packages are built for one version of Python.
  const folder = join(cache, `moto-${version}-python-${lastLine(asked.output)}`)
  if (existsSync(folder)) return { kind: 'found', python, folder }
  return withFileLock(join(cache, '.lock-moto'), { waitMaxMs: installMaxMs }, async () => {
    if (existsSync(folder)) return { kind: 'found', python, folder }
    const installation = { what: `moto ${version}`, how: 'pip installs 150 MB', folder }
    const fault = await installOnce(installation, (work) => fill(python, work))
    return fault === undefined ? { kind: 'found', python, folder } : { kind: 'missing', reason: fault }
  })
}

/** By the pip of a virtual environment: a distribution's own may be missing, or refuse. */
async function fill(python: string, work: string): Promise<Filled> {
  const env = { ...process.env, PIP_USER: '0', PIP_REQUIRE_VIRTUALENV: '0', PIP_DISABLE_PIP_VERSION_CHECK: '1' }
  const venv = join(work, 'venv')
  const made = await runTool(python, ['-m', 'venv', venv], { env, runMaxMs: installMaxMs })
  if (!made.ok) return { kind: 'fault', reason: `${python} makes no virtual environment: ${lastLine(made.output)}` }
  const folder = join(work, 'packages')
  const goal = [
    '-m',
    'pip',
    'install',
    '--quiet',
    '--no-input',
    '--only-binary',
    ':all:',
    '--target',
    folder,
    requirement,
  ]
  const { ok, output } = await runTool(join(venv, 'bin', 'python3'), goal, { env, runMaxMs: installMaxMs })
  return ok ? { kind: 'filled', folder } : { kind: 'fault', reason: `pip failed: ${lastLine(output)}` }
}
