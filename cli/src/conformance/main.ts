/** `npm run conformance`: answers every vector and writes docs/conformance.md. Exit code 1 when an answer is not the original's. */
import { writeFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { measureConformance } from './measure.ts'

const shownMax = 20
const { report, unknown, gone, judged } = measureConformance()
writeFileSync(fileURLToPath(new URL('../../../docs/conformance.md', import.meta.url)), report)
for (const { vector, judgement } of unknown.slice(0, shownMax)) {
  process.stdout.write(`${vector.line}\n  ${judgement.kind === 'differs' ? judgement.given : ''}\n`)
}
for (const { id, lang } of gone) process.stdout.write(`listed, and no difference any more: ${id ?? lang}\n`)
const passed = judged.filter(({ judgement }) => judgement.kind === 'passed').length
process.stdout.write(
  `${passed} of ${judged.length} vectors passed, ${unknown.length} differ that are not in vectors/known-differences.json\n`,
)
process.exitCode = unknown.length + gone.length === 0 ? 0 : 1
