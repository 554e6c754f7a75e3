import type { Judgement } from './judge-vector.ts'
import { differenceOf } from './known-differences.ts'
import type { KnownDifference } from './known-differences.ts'
import { originals } from './originals.ts'
import type { Vector } from './vector-sets.ts'

export interface Judged {
  readonly vector: Vector
  readonly judgement: Judgement
}

/** `docs/conformance.md`: a row a language, and each difference that is known with its reason. */
export function conformanceReport(judged: readonly Judged[], known: readonly KnownDifference[]): string {
  const rows = Object.keys(originals).flatMap((lang) => row(lang, judged, known) ?? [])
  return `# Conformance

What the originals answered to the same questions, and how many of these answers are ours too. \`npm run conformance\` writes this page;
a test fails when it is stale, when a difference shows that is not listed, or when a listed one is gone. The questions are under
\`vectors/\` (its README gives the form); \`millrace eval --jsonl\` answers them, so the figures can be had by anyone.

| Language | Original | Vectors | Passed | Known differences |
| --- | --- | ---: | ---: | ---: |
${rows.join('\n')}

## Known differences

${listed(judged, known)}
`
}

function row(lang: string, judged: readonly Judged[], known: readonly KnownDifference[]): string | undefined {
  const own = judged.filter(({ vector }) => vector.lang === lang)
  if (own.length === 0) return undefined
  const passed = own.filter(({ judgement }) => judgement.kind === 'passed').length
  const differing = own.filter(
    ({ vector, judgement }) => judgement.kind === 'differs' && differenceOf(vector, known) !== undefined,
  ).length
  return `| \`${lang}\` | ${originals[lang] ?? ''} | ${own.length} | ${passed} | ${differing} |`
}

function listed(judged: readonly Judged[], known: readonly KnownDifference[]): string {
  if (known.length === 0) return 'None.'
  return known
    .map((difference) => {
      const { id, lang, reason } = difference
      const count = judged.filter(
        ({ vector, judgement }) => judgement.kind === 'differs' && differenceOf(vector, known) === difference,
      ).length
      return id === undefined ? `- all of \`${lang}\` (${count}): ${reason}` : `- \`${id}\`: ${reason}`
    })
    .join('\n')
}
