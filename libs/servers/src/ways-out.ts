import type { ServerKind } from './server-kind.ts'
import { serverFacts } from './server-kind.ts'
import { wheelFor } from './wheels.ts'

const waysMax = 3

/** The three shortest ways to a server that a person can take. Package managers are named, never run: they are the user's to run. */
export function waysOut(kind: ServerKind, platform: string, arch: string): string {
  const { brew, apt, setting, urlSetting, urlExample, goPackage } = serverFacts[kind]
  const onMac = platform === 'darwin'
  const python = onMac ? 'install python3' : 'sudo apt-get install python3-venv'
  const installs: string[] = []
  if (onMac) installs.push(brew)
  else if (apt !== undefined) installs.push(`sudo ${apt}`)
  if (wheelFor(kind, platform, arch) !== null) installs.push(`${python} and run this again`)
  if (goPackage !== undefined) installs.push('install Go (go.dev) and run this again')
  // Naming one's own server works everywhere, so it is always among the ways.
  const ways = [...installs.slice(0, waysMax - 1), `set ${setting}=/path/to/${kind} or ${urlSetting}=${urlExample}`]
  return ways.map((way, index) => `(${index + 1}) ${way}`).join(', ')
}
