export { BindingError } from './binding.ts'
export type { BindingDecision, BindingEvent, BindingSpec, Parameter, Submit, WorkflowParts } from './binding.ts'
export { BindingDecider } from './decide-binding.ts'
export type { World } from './world.ts'
