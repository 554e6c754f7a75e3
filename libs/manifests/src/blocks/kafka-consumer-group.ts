import { boolean, may, object, string, usually } from '../schema/build.ts'
import type { Infer } from '../schema/schema.ts'

/** How a Kafka consumer group is joined. */
export const kafkaConsumerGroup = object('KafkaConsumerGroup', {
  groupName: may(string(), 'Name of the group.'),
  oldest: may(boolean(), 'A new group starts at the oldest message instead of the newest.', {
    aliases: ['startOldest'],
  }),
  rebalanceStrategy: may(usually(['sticky', 'roundrobin', 'range']), 'Default range, also for any other word.'),
})

export type KafkaConsumerGroup = Infer<typeof kafkaConsumerGroup>
