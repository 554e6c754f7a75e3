import type { SlackMessage } from '@millrace/connectors'
import type { SlackTrigger } from '@millrace/manifests'

export type ReadMessage =
  | { readonly kind: 'message'; readonly message: SlackMessage }
  | { readonly kind: 'fault'; readonly reason: string }

/** Reads the settings of a Slack trigger. */
export function slackMessage(slack: SlackTrigger): ReadMessage {
  const { channel = '', message: text = '', attachments, blocks, sender } = slack
  const name = channel.replace(/^#/u, '')
  if (name === '') return fault('channel is required')
  if (text === '' && attachments === undefined && blocks === undefined) {
    return fault('message: one of message, attachments and blocks is required')
  }
  const attached = listOf(attachments)
  const blocked = listOf(blocks)
  if (attached === undefined) return fault('attachments: not the JSON of a list')
  if (blocked === undefined) return fault('blocks: not the JSON of a list')
  const message: SlackMessage = {
    channel: name,
    text,
    ...(attached.length === 0 ? {} : { attachments: attached }),
    ...(blocked.length === 0 ? {} : { blocks: blocked }),
    ...(sender?.username === undefined ? {} : { username: sender.username }),
    ...iconOf(sender?.icon),
  }
  return { kind: 'message', message }
}

function fault(reason: string): ReadMessage {
  return { kind: 'fault', reason }
}

/** As in the original, an icon that is neither is left out. */
function iconOf(icon: string | undefined): Pick<SlackMessage, 'icon_emoji' | 'icon_url'> {
  if (icon === undefined) return {}
  if (/^:.+:$/u.test(icon)) return { icon_emoji: icon }
  return /^https?:\/\//u.test(icon) ? { icon_url: icon } : {}
}

/** The list of a JSON text, none for no text; what its members are is for Slack to judge. */
function listOf(text: string | undefined): readonly unknown[] | undefined {
  if (text === undefined || text === '') return []
  try {
    const value: unknown = JSON.parse(text)
    return Array.isArray(value) ? (value as readonly unknown[]) : undefined
  } catch {
    return undefined
  }
}
