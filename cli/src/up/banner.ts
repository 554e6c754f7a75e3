import { table } from '../output/table.ts'
import type { RunInfo, RunningDoor } from '../run-file.ts'

/** What a person needs to know of a system that is ready: the endpoints, and lines to paste. */
export function banner(info: RunInfo): string {
  const rows = info.webhooks.map((webhook) => [
    `  ${webhook.eventSource}/${webhook.event}`,
    `${webhook.method} ${webhook.url}`,
  ])
  for (const { url } of info.workflowEvents) rows.push(['  workflow events', `POST ${url}{discriminator}`])
  rows.push(['  admin', info.adminUrl], ['  metrics', info.metricsUrl])
  const lines = ['', 'Millrace is up', table(rows)]
  const first = info.webhooks.find((webhook) => webhook.method === 'POST')
  const [door] = info.workflowEvents
  // Another id at each start: one that an earlier run has seen would have no effect, and the line must have one.
  if (first !== undefined) lines.push(...webhookTry(first.url, `try-${info.startedAt.toString(36)}`))
  if (door !== undefined) lines.push(...workflowTry(door))
  return lines.join('\n')
}

const data = `'{"message":"hello"}'`

const webhookTry = (url: string, id: string): string[] => [
  '',
  'Try:',
  `  curl -H 'Content-Type: application/json' -H 'X-GitHub-Delivery: ${id}' -d ${data} ${url}`,
  '  The same line again is answered 200 and has no second effect; another id is another event.',
]

function workflowTry({ namespace, url, discriminator, asksForTokens }: RunningDoor): string[] {
  const token = asksForTokens ? ` -H "Authorization: Bearer $(kubectl -n ${namespace} create token ACCOUNT)"` : ''
  return [
    '',
    'Try a workflow event:',
    `  curl -H 'Prefer: wait=10'${token} -d ${data} ${url}${discriminator}`,
    '  The answer says what each binding made of it.',
  ]
}
