import { writeFile } from 'node:fs/promises'
import { cpus } from 'node:os'
import { join } from 'node:path'
import { cases } from './cases.ts'
import { goRates } from './go-originals.ts'
import { languagesPage } from './page.ts'
import { rateOf } from './rate.ts'

/** Measures each language beside its Go original, prints the table and writes `docs/benchmarks-languages.md`. */
export async function measureLanguages(
  root: string,
  env: NodeJS.ProcessEnv,
  say: (line: string) => void,
): Promise<void> {
  const go = await goRates(join(root, 'bench'), env)
  if (go.kind === 'none') say(`SKIPPED, without the originals beside: ${go.reason}.`)
  const all = cases()
  const own: Record<string, number> = {}
  for (const { name, title, run } of all) {
    own[name] = rateOf(run)
    say(`${title.padEnd(44)} ${Math.round(own[name]).toLocaleString('en-US').padStart(12)}/s`)
  }
  const machine = `Node ${process.versions.node}, ${cpus()[0]?.model ?? 'unknown processor'}; others may have been at work on the machine.`
  await writeFile(join(root, 'docs', 'benchmarks-languages.md'), languagesPage(all, own, go, machine))
  say('docs/benchmarks-languages.md is written')
}
