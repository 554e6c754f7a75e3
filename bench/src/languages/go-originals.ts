import { execFile } from 'node:child_process'
import { promisify } from 'node:util'
import { join } from 'node:path'
import { questions } from './questions.ts'

const call = promisify(execFile)

/** Operations a second of the Go originals by case, or why there are none. */
export type GoRates =
  | { readonly kind: 'rates'; readonly rates: Readonly<Record<string, number>> }
  | { readonly kind: 'none'; readonly reason: string }

/** Builds the Go program where Go is on the machine, and has it measure. */
export async function goRates(benchFolder: string, env: NodeJS.ProcessEnv): Promise<GoRates> {
  const binary = join(benchFolder, 'bin', 'languages')
  try {
    await call('go', ['build', '-o', binary, '.'], { cwd: join(benchFolder, 'languages-go'), env })
  } catch (error) {
    const reason = error instanceof Error ? (error.message.split('\n')[0] ?? '') : String(error)
    return { kind: 'none', reason: `the Go originals could not be built: ${reason}` }
  }
  const running = call(binary, { env })
  running.child.stdin?.end(JSON.stringify(questions))
  const { stdout } = await running
  return { kind: 'rates', rates: JSON.parse(stdout) as Record<string, number> }
}
