import { execFile } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'

const root = join(import.meta.dirname, '..', '..')
const guide = readFileSync(join(root, 'docs/guides/filters.md'), 'utf8')

interface Printed {
  readonly command: string
  /** Lines that the guide shows as its output. */
  readonly output: readonly string[]
}

/** The commands of the guide that need nothing running, each with the block that follows it. */
function printed(): Printed[] {
  const blocks = guide.split(/\n\n/u).filter((block) => block.startsWith('    '))
  return blocks.flatMap((block, nth) => {
    const command = /^ {4}npx (millrace dry-run .*)$/u.exec(block)?.[1]
    const output = blocks[nth + 1]?.split('\n').map((line) => line.trim()) ?? []
    return command === undefined ? [] : [{ command, output }]
  })
}

test('the guide prints commands', () => expect(printed().length).toBeGreaterThanOrEqual(3))

test.each(printed())('$command says what the guide shows, in this order', async ({ command, output }) => {
  const { promise, resolve } = Promise.withResolvers<string>()
  execFile(join(root, 'cli/bin/millrace.mjs'), command.split(' ').slice(1), { cwd: root }, (_, stdout) =>
    resolve(stdout),
  )
  const lines = (await promise).split('\n').map((line) => line.trim())
  let at = 0
  for (const line of output) {
    const found = lines.indexOf(line, at)
    expect(found, `${line}\nin\n${lines.join('\n')}`).toBeGreaterThanOrEqual(at)
    at = found + 1
  }
})
