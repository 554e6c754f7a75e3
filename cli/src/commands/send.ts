import { readFileSync } from 'node:fs'
import { CliError } from '../cli-error.ts'
import type { SendFlags } from '../run-cli.ts'
import { needRunning, type RunningWebhook } from '../run-file.ts'

const timeoutMs = 30_000
const standardInput = 0

/** Sends one event to a webhook and tells the answer. Exit code 1 when it was not taken. */
export async function send(event: string | undefined, flags: SendFlags): Promise<number> {
  const { url, method } =
    flags.url === undefined ? pick(needRunning(flags.state).webhooks, event) : { url: flags.url, method: 'POST' }
  const body = bodyOf(flags)
  const headers = {
    'Content-Type': 'application/json',
    Accept: 'application/json',
    ...(flags.id === undefined ? {} : { 'Idempotency-Key': flags.id }),
  }
  const signal = AbortSignal.timeout(timeoutMs)
  const response = await fetch(url, { method, headers, signal, ...(method === 'GET' ? {} : { body }) }).catch(
    (cause: unknown) => {
      throw new CliError(`nothing answers at ${url}; look at: millrace status`, { cause })
    },
  )
  const text = await response.text()
  const eventId = response.headers.get('x-millrace-event-id') ?? ''
  if (flags.json === true)
    process.stdout.write(`${JSON.stringify({ url, status: response.status, eventId, answer: text })}\n`)
  else if (response.ok)
    process.stdout.write(`${response.status} stored · event ${eventId}\n  its road: millrace trace ${eventId}\n`)
  else process.stderr.write(`millrace: ${url} answered ${response.status}: ${text.trim()}\n`)
  return response.ok ? 0 : 1
}

function pick(webhooks: readonly RunningWebhook[], event: string | undefined): RunningWebhook {
  const names = webhooks.map((webhook) => `${webhook.eventSource}/${webhook.event}`)
  const found = webhooks.filter(
    (webhook, index) => event === undefined || names[index] === event || webhook.event === event,
  )
  const [only, another] = found
  if (only !== undefined && another === undefined) return only
  const known = names.length === 0 ? 'no webhook runs' : `there are: ${names.join(', ')}`
  if (event === undefined) throw new CliError(`name the event to send, as eventsource/event; ${known}`)
  throw new CliError(`${JSON.stringify(event)} names ${found.length === 0 ? 'no' : 'more than one'} webhook; ${known}`)
}

function bodyOf({ data, file }: SendFlags): string {
  if (data !== undefined && file !== undefined) throw new CliError('give either --data or --file, not both')
  if (file === undefined) return data ?? '{}'
  try {
    return readFileSync(file === '-' ? standardInput : file, 'utf8')
  } catch (cause) {
    throw new CliError(`${JSON.stringify(file)} cannot be read`, { cause })
  }
}
