import { join } from 'node:path'
import { repository, runFound } from '../tools/deploy-tools.fixture.ts'
import type { FoundTool } from '../tools/go-tool.fixture.ts'

/** One line of a Dockerfile, as BuildKit's parser reads it. */
export interface Instruction {
  readonly name: string
  readonly flags: readonly string[]
  readonly args: readonly string[]
  /** True: the arguments are words for the system, not a text for a shell. */
  readonly isExec: boolean
  readonly line: number
}

export const dockerfilePath = join(repository, 'deploy/Dockerfile')

export async function readDockerfile(tools: FoundTool): Promise<readonly Instruction[]> {
  // The shape that deploy/tools/dockerfile.go writes.
  return JSON.parse(await runFound(tools, ['dockerfile', dockerfilePath])) as readonly Instruction[]
}

/** The files that a build is sent, by their paths in the repository. */
export async function buildContext(tools: FoundTool): Promise<readonly string[]> {
  const listed = await runFound(tools, ['context', repository, join(repository, '.dockerignore')])
  return listed.trimEnd().split('\n')
}
