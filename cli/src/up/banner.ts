import type { RunInfo } from '../run-file.ts'
import { table } from '../output/table.ts'

/** What a person needs to know of a system that is ready: the endpoints, and a line to paste. */
export function banner(info: RunInfo): string {
  const rows = info.webhooks.map((webhook) => [
    `  ${webhook.eventSource}/${webhook.event}`,
    `${webhook.method} ${webhook.url}`,
  ])
  for (const url of info.workflowEvents) rows.push(['  workflow events', `POST ${url}{discriminator}`])
  rows.push(['  admin', info.adminUrl], ['  metrics', info.metricsUrl])
  const first = info.webhooks.find((webhook) => webhook.method === 'POST')
  const lines = ['', 'Millrace is up', table(rows)]
  if (first !== undefined) {
    const data = `'{"message":"hello"}'`
    // Another id at each start: one that an earlier run has seen would have no effect, and the line must have one.
    const id = `try-${info.startedAt.toString(36)}`
    lines.push(
      '',
      'Try:',
      `  curl -H 'Content-Type: application/json' -H 'X-GitHub-Delivery: ${id}' -d ${data} ${first.url}`,
      '  The same line again is answered 200 and has no second effect; another id is another event.',
    )
  }
  return lines.join('\n')
}
