import { postMessage, reasonOf, type Posted, type SlackAccess, type SlackMessage } from '@millrace/connectors'
import type { Sensor, SlackTrigger, Trigger as SensorTrigger } from '@millrace/manifests'
import type { Logger } from '@millrace/telemetry'
import { inputFault, setupFault, type Act } from '../act.ts'
import type { MessagingDeps } from '../messaging-deps.ts'
import type { Attempted } from '../next-step.ts'
import { withTypeParameters } from '../with-type-parameters.ts'
import { slackMessage } from './slack-message.ts'
import type { SlackThreads, Thread } from './slack-threads.ts'

/** What the Slack trigger needs of the process. */
export interface SlackDeps extends MessagingDeps {
  readonly slackThreads: SlackThreads
  /** Where Slack's API is. */
  readonly slackApiUrl: string
  readonly log: Logger
}

/** Posts one message for each invocation, with the invocation id in its metadata. */
export function compileSlack(sensor: Sensor, trigger: SensorTrigger, slack: SlackTrigger, deps: SlackDeps): Act {
  return withTypeParameters('slack', trigger, slack, deps.languages, (settings) => compileFinal(sensor, settings, deps))
}

function compileFinal(sensor: Sensor, slack: SlackTrigger, deps: SlackDeps): Act {
  const { namespace } = sensor.metadata
  const message = slackMessage(slack)
  if (message.kind === 'fault') {
    const failed = inputFault(`slack.${message.reason}`)
    return () => Promise.resolve(failed)
  }
  const { messageAggregationKey: key, broadcastMessageToChannel } = slack.thread ?? {}
  const thread = key === undefined ? undefined : { namespace, channel: message.message.channel, key }
  return async (invocation, span, mayBegin) => {
    let access: SlackAccess
    let opener: string | undefined
    try {
      const token = (await deps.secrets.secret(namespace, slack.slackToken)).toString()
      access = { token, apiUrl: deps.slackApiUrl }
      opener = thread === undefined ? undefined : await deps.slackThreads.opener(thread)
    } catch (error) {
      return setupFault(`slack: ${reasonOf(error)}`)
    }
    if (!mayBegin()) return { kind: 'succeeded', status: 0 }
    const call = deps.tracing.start('chat.postMessage', {
      kind: 'client',
      parent: span.traceparent,
      attributes: deps.tracing.recording ? { 'http.request.method': 'POST', 'url.full': access.apiUrl } : {},
    })
    const posted = await postMessage(access, {
      ...message.message,
      metadata: {
        event_type: 'millrace_invocation',
        event_payload: { invocation_id: invocation.id, traceparent: call.traceparent },
      },
      ...inThread(opener, broadcastMessageToChannel === true),
    })
    if (posted.kind === 'failed') call.fail(posted.reason)
    call.end()
    if (posted.kind === 'posted' && thread !== undefined && opener === undefined)
      await remember(thread, posted.ts, deps)
    return attemptedOf(posted)
  }
}

function inThread(
  opener: string | undefined,
  isBroadcast: boolean,
): Pick<SlackMessage, 'thread_ts' | 'reply_broadcast'> {
  if (opener === undefined) return {}
  return { thread_ts: opener, ...(isBroadcast ? { reply_broadcast: true } : {}) }
}

/** The message is posted: that its thread could not be noted must not have it posted again. */
async function remember(thread: Thread, ts: string, { slackThreads, log }: SlackDeps): Promise<void> {
  try {
    await slackThreads.opened(thread, ts)
  } catch (error) {
    log.warn('A Slack thread could not be noted; the next message opens another', { error: reasonOf(error) })
  }
}

function attemptedOf(posted: Posted): Attempted {
  if (posted.kind === 'posted') return { kind: 'succeeded', status: 200 }
  return { ...posted, reason: `slack: ${posted.reason}` }
}
