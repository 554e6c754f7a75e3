export { compileAction, compileTemplate } from './action.ts'
export type { Action, TemplateParts } from './action.ts'
export type { CompileCode, CompileProblem } from './compiled.ts'
export { compileCondition } from './conditions/condition.ts'
export type { Condition } from './conditions/condition.ts'
export { decide, evolve, forgetBefore, initialState } from './conditions/join.ts'
export type { Arrival, Decision, JoinState, Kept } from './conditions/join.ts'
export { lastReset, nextReset } from './conditions/resets.ts'
export type { Fault as ConditionFault } from './conditions/tokens.ts'
export { contextJson, dataText, eventJson, hasJsonData, sensorEvent, withJsonData } from './event.ts'
export type { EventContext, SensorEvent } from './event.ts'
export { compileFilters } from './filters/compile-filters.ts'
export type { Filters as CompiledFilters } from './filters/compile-filters.ts'
export type { FilterFault, FilterKind, FilterVerdict, Rejection } from './filters/verdict.ts'
export type { Cron, GoTemplate, Govaluate, LanguageName, Languages, Lua, Schedule, Transformer } from './languages.ts'
export { Offers, buildIndex, isDataRead, matchEvent, offerEvent, withoutData } from './match.ts'
export type { Listener, Match, Matching, Offer, Place, SensorIndex } from './match.ts'
export { compileParameters } from './parameters/apply.ts'
export type { Applied, Parameters } from './parameters/apply.ts'
export { compileHeaders } from './parameters/headers.ts'
export type { BuiltHeaders, Headers } from './parameters/headers.ts'
export type { Note, ParameterFault } from './parameters/outcome.ts'
export { compilePayload } from './parameters/payload.ts'
export type { BuiltPayload, Payload } from './parameters/payload.ts'
export { resolveSource } from './parameters/source.ts'
export type { Events, Resolved } from './parameters/source.ts'
export { compileResourceParameters, compileTemplateParameters, compileTypeParameters } from './parameters/typed.ts'
export type { ResourceParameters, TypedParameters } from './parameters/typed.ts'
export { compileSensor } from './sensor.ts'
export type { Acceptance, CompiledDependency, CompiledSensor, CompiledTrigger } from './sensor.ts'
export { forgetAsked } from './shared-acceptance.ts'
export { compileTransform } from './transform.ts'
export type { CompiledTransform, Transformed, TransformFault } from './transform.ts'
export { addOwnHeaders, compileHttpRequest, wireHeaders } from './request/http-request.ts'
export type { CompiledHttpRequest, HttpRequest } from './request/http-request.ts'
export {
  eventsAnnotation,
  invocationAnnotation,
  labelValue,
  markAnnotations,
  marked,
  traceAnnotation,
  triggerLabels,
  withName,
} from './request/object-mark.ts'
export { compileRewrite, compileTypeRewrite } from './request/rewrite.ts'
export type { Rewritten } from './request/rewrite.ts'
