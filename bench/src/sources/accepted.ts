/** Events that a service has stored, as its metrics page says. 0 where it has none yet. */
export async function acceptedEvents(metricsPort: number): Promise<number> {
  const answer = await fetch(`http://127.0.0.1:${metricsPort}/metrics`)
  return sumOf(await answer.text(), 'millrace_deliveries_accepted_total')
}

/** The sum of a metric over all its labels, from a page in the text format. Pure. */
export function sumOf(page: string, metric: string): number {
  const lines = page.split('\n').filter((line) => line.startsWith(`${metric}{`) || line.startsWith(`${metric} `))
  return lines.reduce(
    (sum, line) =>
      sum +
      Number(
        line
          .slice(line.lastIndexOf('} ') + 1)
          .trim()
          .split(' ')[0],
      ),
    0,
  )
}
