import { secretKeySelector } from '../../blocks/secret-key-selector.ts'
import { boolean, may, need, object, string } from '../../schema/build.ts'
import type { Infer } from '../../schema/schema.ts'
import type { Check } from '../../validate/check.ts'
import { triggerParameters } from '../parameter.ts'

const thread = object('SlackThread', {
  messageAggregationKey: may(string(), 'Messages with the same key go to one thread.'),
  broadcastMessageToChannel: may(boolean(), 'Shows them in the channel too.'),
})

const sender = object('SlackSender', {
  username: may(string(), 'Name to post under.'),
  icon: may(string(), 'An :emoji: or the URL of a picture.'),
})

/** Posts a message to Slack. */
export const slackTrigger = object('SlackTrigger', {
  slackToken: need(secretKeySelector, 'Holds the token.', 'slackToken is required'),
  channel: may(string(), 'Channel.'),
  message: may(string(), 'Text.'),
  attachments: may(string(), 'JSON text of a list of attachments.'),
  blocks: may(string(), 'JSON text of a list of blocks.'),
  thread: may(thread, 'Gathers messages in threads.'),
  sender: may(sender, 'Who posts.'),
  parameters: may(triggerParameters, 'Written into these very settings.'),
})

export type SlackTrigger = Infer<typeof slackTrigger>

/** `isFinal` says that no parameter may change the template. */
export function checkSlackTrigger(trigger: SlackTrigger, check: Check, isFinal: boolean): void {
  const icon = trigger.sender?.icon
  if (icon !== undefined && !/^(?::.+:|https?:\/\/.*)$/u.test(icon)) {
    check.warning('suspect', trigger, ['sender', 'icon'], 'neither an :emoji: nor an http(s) URL: it is left out')
  }
  if (!isFinal || trigger.parameters !== undefined) return
  if (trigger.channel === undefined) check.error('required', trigger, ['channel'], 'channel is required')
  if ((trigger.message ?? trigger.attachments ?? trigger.blocks) === undefined) {
    check.error('required', trigger, [], 'one of message, attachments and blocks is required')
  }
  for (const field of ['attachments', 'blocks'] as const) {
    const text = trigger[field]
    if (text !== undefined && !isJsonList(text)) check.error('invalid', trigger, [field], 'not the JSON of a list')
  }
}

function isJsonList(text: string): boolean {
  try {
    return Array.isArray(JSON.parse(text))
  } catch {
    return false
  }
}
