import { lastLine, onPath, runTool, serverCache, withFileLock } from '@millrace/servers'
import { readdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { installOnce, say, type Filled } from '../install-once.fixture.ts'

/** A server that is a set of Java archives. */
export interface JarSet {
  readonly name: 'kafka' | 'pulsar'
  readonly version: string
  /** The environment variable that names a folder with the archives. */
  readonly setting: string
  /** Maven coordinates, `group:artifact:version`. */
  readonly artifacts: readonly string[]
  readonly megabytes: number
}

/** A Java and the archives, or why there are none on this machine. */
export type FoundJars =
  | { readonly kind: 'found'; readonly java: string; readonly folder: string }
  | { readonly kind: 'missing'; readonly reason: string }

/** The whole installation, cold; a machine without a way to Maven's repository says so within this. */
const installMaxMs = 300_000
const javaMinimum = 17
const versionMaxMs = 10_000

/** Finds the archives: the setting, the user's cache, Maven. Says each step that takes time, and one line if there are none. */
export async function findJars(set: JarSet): Promise<FoundJars> {
  const found = await search(set)
  if (found.kind === 'missing') say(`SKIPPED: tests on a real ${set.name}: ${found.reason}`)
  return found
}

async function search(set: JarSet): Promise<FoundJars> {
  const java = await usableJava()
  if (java === undefined) return { kind: 'missing', reason: `no java ${javaMinimum} or newer on PATH` }
  const named = process.env[set.setting]
  if (named !== undefined && named !== '') return { kind: 'found', java, folder: named }
  const cache = serverCache(process.env)
  const folder = join(cache, `${set.name}-${set.version}`)
  if (await hasJars(folder)) return { kind: 'found', java, folder }
  return withFileLock(join(cache, `.lock-${set.name}`), { waitMaxMs: installMaxMs }, async () => {
    if (await hasJars(folder)) return { kind: 'found', java, folder }
    const installation = { what: `${set.name} ${set.version}`, how: `Maven installs ${set.megabytes} MB`, folder }
    const fault = await installOnce(installation, (work) => fill(set, work))
    return fault === undefined ? { kind: 'found', java, folder } : { kind: 'missing', reason: fault }
  })
}

async function usableJava(): Promise<string | undefined> {
  for (const java of await onPath('java', process.env)) {
    const { ok, output } = await runTool(java, ['-version'], { env: process.env, runMaxMs: versionMaxMs })
    if (ok && Number(/version "(\d+)/u.exec(output)?.[1]) >= javaMinimum) return java
  }
  return undefined
}

async function hasJars(folder: string): Promise<boolean> {
  return (await readdir(folder).catch(() => [])).some((name) => name.endsWith('.jar'))
}

async function fill(set: JarSet, work: string): Promise<Filled> {
  const [maven] = await onPath('mvn', process.env)
  if (maven === undefined) {
    return { kind: 'fault', reason: `${set.setting} names no folder, and mvn is not on PATH` }
  }
  await writeFile(join(work, 'pom.xml'), pomOf(set))
  const folder = join(work, 'jars')
  const goal = ['-B', '-q', 'dependency:copy-dependencies', `-DoutputDirectory=${folder}`]
  const { ok, output } = await runTool(maven, goal, { env: process.env, cwd: work, runMaxMs: installMaxMs })
  return ok ? { kind: 'filled', folder } : { kind: 'fault', reason: `Maven failed: ${lastLine(output)}` }
}

function pomOf({ artifacts }: JarSet): string {
  const dependencies = artifacts.map((coordinates) => {
    const [group, artifact, version] = coordinates.split(':')
    return `<dependency><groupId>${group}</groupId><artifactId>${artifact}</artifactId><version>${version}</version></dependency>`
  })
  return `<project xmlns="http://maven.apache.org/POM/4.0.0">
  <modelVersion>4.0.0</modelVersion>
  <groupId>millrace.test</groupId><artifactId>servers</artifactId><version>1</version>
  <dependencies>${dependencies.join('')}</dependencies>
</project>
`
}
