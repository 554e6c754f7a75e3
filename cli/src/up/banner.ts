import type { RunInfo } from '../run-file.ts'
import { table } from '../table.ts'

/** What a person needs to know of a system that is ready: the endpoints, and a line to paste. */
export function banner(info: RunInfo): string {
  const rows = info.webhooks.map((webhook) => [
    `  ${webhook.eventSource}/${webhook.event}`,
    `${webhook.method} ${webhook.url}`,
  ])
  rows.push(['  admin', info.adminUrl], ['  metrics', info.metricsUrl])
  const first = info.webhooks.find((webhook) => webhook.method === 'POST')
  const lines = ['', 'Millrace is up', table(rows)]
  if (first !== undefined) {
    const data = `'{"message":"hello"}'`
    lines.push(
      '',
      'Try:',
      `  curl -H 'Content-Type: application/json' -H 'X-GitHub-Delivery: 1' -d ${data} ${first.url}`,
    )
  }
  return lines.join('\n')
}
