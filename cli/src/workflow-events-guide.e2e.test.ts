import { execFile } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { constellation, type Constellation } from './up/constellation.fixture.ts'

const root = join(import.meta.dirname, '..', '..')
const guide = readFileSync(join(root, 'docs/guides/workflow-events.md'), 'utf8')
const local = 'http://127.0.0.1:2746'

/** A block of commands that the guide shows for this machine, and what it shows of their output. */
interface Shown {
  readonly commands: string
  readonly output: readonly string[]
}

function shown(): Shown[] {
  const blocks = guide.split(/\n\n/u).filter((block) => block.startsWith('    '))
  const linesOf = (block = ''): string[] => block.split('\n').map((line) => line.slice(4))
  return blocks.flatMap((block, nth) =>
    block.includes(`curl ${local}`) || block.includes('millrace dry-run')
      ? [{ commands: linesOf(block).join('\n'), output: linesOf(blocks[nth + 1]) }]
      : [],
  )
}

let system: Constellation
beforeAll(async () => {
  system = await constellation(readFileSync(join(root, 'examples/workflow-events/manifests.yaml'), 'utf8'))
}, 60_000)
afterAll(() => system[Symbol.asyncDispose]())

test('the guide shows commands', () => expect(shown().length).toBeGreaterThanOrEqual(4))

test.each(shown())('$commands says what the guide shows', async ({ commands, output }) => {
  const command = join(root, 'cli/bin/millrace.mjs')
  const script = commands.replaceAll(local, system.workflowEventsUrl).replaceAll('npx millrace', command)
  const { stdout } = await promisify(execFile)('bash', ['-euc', script], { cwd: root })
  for (const line of output) expect(stdout).toContain(line.trim())
})
