import { backoff } from '../blocks/backoff.ts'
import { boolean, integer, lazy, may, need, object, oneOf } from '../schema/build.ts'
import type { Infer, InferFields, ObjectSchema } from '../schema/schema.ts'
import { triggerParameters } from './parameter.ts'
import { policy } from './policy.ts'
import { triggerTemplate } from './trigger-template.ts'

const rateLimit = object('RateLimit', {
  unit: may(oneOf(['Second', 'Minute', 'Hour']), 'Default Second.'),
  requestsPerUnit: need(integer(1), 'Actions in that time.', 'requestsPerUnit is required'),
})

export type RateLimit = Infer<typeof rateLimit>

// Published manifests have some of these inside the template by mistake.
const under = { under: 'template' } as const

const fields = {
  template: need(triggerTemplate, 'What it does.', 'the trigger has no template'),
  parameters: may(triggerParameters, 'Written into the template, before anything else.', under),
  policy: may(policy, 'What counts as success.', under),
  retryStrategy: may(backoff, 'How often to try. Default: once.', under),
  rateLimit: may(rateLimit, 'How often it may act.', under),
  atLeastOnce: may(boolean(), 'Rather twice than never, where one cannot know.', under),
} as const

/** An action, and what surrounds it. */
export type Trigger = InferFields<typeof fields> & { readonly dlqTrigger?: Trigger }

export const trigger: ObjectSchema<Trigger> = object('Trigger', {
  ...fields,
  dlqTrigger: may(
    lazy<Trigger>(() => trigger),
    'Runs when all attempts have failed.',
    under,
  ),
})
