import type { CelRules } from './open-api.ts'

/**
 * What can be said in CEL. A rule is here only where the original, too, does not run an object that breaks it: an API
 * server with these rules refuses nothing that ran before. A `null` counts as absent, to `has` as to the original.
 */
export const celRules: CelRules = {
  SensorSpec: [
    {
      rule: 'has(self.dependencies) && size(self.dependencies) > 0',
      message: 'at least one dependency is required',
    },
    {
      rule: 'has(self.triggers) && size(self.triggers) > 0',
      message: 'at least one trigger is required',
    },
  ],
  EventBusSpec: [
    {
      rule: '[has(self.nats), has(self.jetstream), has(self.kafka), has(self.jetstreamExotic)].exists(given, given)',
      message: 'spec needs one of nats, jetstream, kafka, jetstreamExotic',
    },
  ],
  NATSBus: [
    {
      rule: 'has(self.native) != has(self.exotic)',
      message: 'exactly one of native and exotic is needed',
    },
  ],
  JetStreamBus: [
    {
      rule: '!has(self.replicas) || self.replicas == 1 || self.replicas >= 3',
      message: 'replicas must be 1, or 3 and more: two servers cannot outvote each other',
    },
  ],
}
