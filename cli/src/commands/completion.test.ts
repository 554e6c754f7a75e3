import { Command } from 'commander'
import { execFileSync, spawnSync } from 'node:child_process'
import { describe, expect, test } from 'vitest'
import { completables, completionScript } from './completion.ts'

const program = new Command('millrace')
const dead = program.command('dead').description("what's given up")
dead.command('list').description('the letters').option('--json', 'as JSON').option('--sensor <name>', 'of one sensor')
dead.command('get').description('one of them')
program.command('down').description('stop it')
const all = completables(program)

test('every command is told with what may follow it', () => {
  expect(all.map(({ words }) => words)).toEqual(['', 'dead', 'dead list', 'dead get', 'down'])
  expect(all[0]?.children.map(({ name }) => name)).toEqual(['dead', 'down'])
  expect(all[2]?.options.map(({ flag }) => flag)).toEqual(['--json', '--sensor', '--help'])
})

/** What bash would offer for a line whose last word is begun. */
function offered(...words: string[]): string[] {
  const line = words.map((word) => `'${word}'`).join(' ')
  const script = `${completionScript('bash', all)}
COMP_WORDS=(millrace ${line}); COMP_CWORD=${words.length}; _millrace; printf '%s\\n' "\${COMPREPLY[@]}"`
  return execFileSync('bash', ['-c', script], { encoding: 'utf8' })
    .split('\n')
    .filter((one) => one !== '')
}

describe('bash', () => {
  test.each([
    [['d'], ['dead', 'down']],
    [
      ['dead', ''],
      ['list', 'get', '--help'],
    ],
    [['dead', 'l'], ['list']],
    [['dead', 'list', '--s'], ['--sensor']],
    [
      ['dead', 'list', '--json', '--'],
      ['--json', '--sensor', '--help'],
    ],
  ])('%j is offered %j', (words, expected) => {
    expect(offered(...words)).toEqual(expected)
  })
})

test.each(['zsh', 'fish'] as const)('the script for %s is one that the shell reads, where it is there', (shell) => {
  const script = completionScript(shell, all)
  expect(script).toContain('list')
  const { status, error } = spawnSync(shell, ['-n', '-c', script])
  if (error === undefined) expect(status).toBe(0)
})
