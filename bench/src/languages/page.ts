import type { Case } from './cases.ts'
import type { GoRates } from './go-originals.ts'

/** `docs/benchmarks-languages.md`. */
export function languagesPage(
  cases: readonly Omit<Case, 'run'>[],
  own: Readonly<Record<string, number>>,
  go: GoRates,
  machine: string,
): string {
  return `# Benchmarks: languages

Operations a second on one core, everything compiled beforehand; the original is the Go library at the version that it is measured
against elsewhere (\`docs/conformance.md\`), on the same questions in the same run. \`npm run bench -- --only languages\` writes this page.

${machine}

| What | Millrace | Go original | Ratio | Target | |
| --- | ---: | ---: | ---: | ---: | --- |
${cases.map((one) => row(one, own, go)).join('\n')}

jq and Lua are measured from JSON text to answer, as an event's transform and filter; the Go side opens a Lua state for each event, as Argo
Events does. Templates and expressions are given the data as values.
${go.kind === 'none' ? `\nThe Go side is missing: ${go.reason}.\n` : ''}`
}

function row(one: Omit<Case, 'run'>, own: Readonly<Record<string, number>>, go: GoRates): string {
  const { name, title, target, noSlowerThan } = one
  const rate = own[name] ?? 0
  const original = go.kind === 'rates' ? go.rates[name] : undefined
  const wanted = target ?? (noSlowerThan === undefined ? undefined : own[noSlowerThan])
  const verdict = wanted === undefined ? '' : rate >= wanted ? 'PASS' : 'MISS'
  const cells = [
    title,
    shown(rate),
    original === undefined ? '' : shown(original),
    original === undefined ? '' : (rate / original).toFixed(2),
    wanted === undefined ? '' : shown(wanted),
    verdict,
  ]
  return `| ${cells.join(' | ')} |`
}

function shown(rate: number): string {
  return Math.round(rate).toLocaleString('en-US')
}
