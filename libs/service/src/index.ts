export type { CallContext } from './call-context.ts'
export { ConfigError } from './config-error.ts'
export type { ConfigFault } from './config-error.ts'
export { renderConfigReference } from './config-reference.ts'
export { connectTo } from './connect-to.ts'
export type { CallSettings, ConnectOptions, RpcClient } from './connect-to.ts'
export type { Dependency } from './control-service.ts'
export { ServiceError } from './errors.ts'
export type { ServiceFault } from './errors.ts'
export { implement } from './implement.ts'
export type { GrpcService, Handler, Handlers } from './implement.ts'
export type { Life } from './life.ts'
export type { ConfigOf, Option, Options, Parser } from './option.ts'
export {
  bool,
  durationIn,
  durationMs,
  hostPort,
  int,
  list,
  listOf,
  oneOf,
  parser,
  port,
  text,
  url,
  urlOf,
} from './parsers.ts'
export type { HostPort } from './parsers.ts'
export { reflectionOf, type Reflection } from './reflection-service.ts'
export { configFrom, readConfig } from './read-config.ts'
export type { Env } from './read-config.ts'
export { RpcError, rpcFaults } from './rpc-error.ts'
export type { RpcCode, RpcFault } from './rpc-error.ts'
export { runService } from './run-service.ts'
export type { RunOptions } from './run-service.ts'
export type { Running } from './running.ts'
export { serveControl } from './serve-control.ts'
export type { ControlOptions, ControlServer } from './serve-control.ts'
export { nextState } from './service-state.ts'
export type { Input, State } from './service-state.ts'
export { supervise } from './supervise.ts'
export type { Ended, Start, Supervised } from './supervise.ts'
export { controlOption, roadOptions } from './road-options.ts'
export { runMain, type ServiceDeps } from './run-main.ts'
export { telemetryOptions } from './telemetry-options.ts'
export { untilStopped } from './until-stopped.ts'
export { version } from './version.ts'
