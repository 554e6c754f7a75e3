import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { asks } from '../eval/asked/index.ts'
import { languageHelp } from '../eval/language-help.ts'
import { runCli } from '../run-cli.ts'

let out = ''
let errors = ''
beforeEach(() => {
  ;[out, errors] = ['', '']
  const keep = (add: (text: string) => void) => (text: unknown) => {
    add(String(text))
    return true
  }
  vi.spyOn(process.stdout, 'write').mockImplementation(keep((text) => (out += text)))
  vi.spyOn(process.stderr, 'write').mockImplementation(keep((text) => (errors += text)))
})
afterEach(() => vi.restoreAllMocks())

/** The words of a command line, as a shell takes them apart. */
function words(line: string): string[] {
  const found = [...line.matchAll(/'([^']*)'|"([^"]*)"|(\S+)/g)]
  return found.map(([, single, double, bare = '']) => single ?? double ?? bare)
}

test.each(languageHelp)('the example of $name does what it says', async ({ example, prints }) => {
  expect(await runCli(words(example).slice(1), {})).toBe(0)
  expect(out).toBe(`${prints}\n`)
})

test('each language that can be asked is explained', () => {
  expect([...asks.keys()]).toEqual(languageHelp.map(({ name }) => name))
})

test('an error shows the place, and the exit code is 1', async () => {
  expect(await runCli(['eval', '--env', '{"n": 1}', 'n > 0 and\n nope'], {})).toBe(1)
  expect(out).toBe('')
  expect(errors).toBe('millrace: expr: unknown name nope\n  at line 2, column 2:\n\n     nope\n     ^\n')
})

test.each([
  [['--lang', 'gotemplate', '{{ .Input.a | nope }}'], 'function "nope" not defined\n  at line 1, column 15:'],
  [['--lang', 're2', '--text', 'a', 'a(?=b)'], 'invalid or unsupported Perl syntax'],
  [['--lang', 'gjson', '--data', '{"a":1}', 'b'], 'nothing is at "b"'],
  [['--lang', 'gjson', 'b'], 'give the document with --data'],
  [['--lang', 'jaq', '.'], 'there is no language "jaq"'],
  [['--lang', 'sensor-filter', '.'], 'takes its whole input as JSON'],
  [['--env', 'nowhere.json', 'a'], 'neither JSON nor a file'],
  [['--env', '{"a":', 'a'], 'is not JSON'],
  [[], 'give what to evaluate'],
])('%j: %s', async (args, message) => {
  expect(await runCli(['eval', ...args], {})).toBe(1)
  expect(errors).toContain(message)
})

test('templates see of the environment what is allowed', async () => {
  expect(await runCli(['eval', '-l', 'gotemplate', '{{ env "REGION" }}'], { MILLRACE_TEMPLATE_ENV: 'REGION=eu' })).toBe(
    0,
  )
  expect(out).toBe('eu\n')
  expect(await runCli(['eval', '-l', 'gotemplate', '{{ env "HOME" }}'], { HOME: '/root' })).toBe(1)
  expect(errors).toContain('not allowed')
})

test('a whole input is JSON', async () => {
  const input = '{"op":"findAll","pattern":"[0-9]+","text":"1 and 22"}'
  expect(await runCli(['eval', '-l', 're2', '--input', input], {})).toBe(0)
  expect(out).toBe('{"all":["1","22"]}\n')
})
