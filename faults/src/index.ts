export type { Run } from './run-scenario.ts'
export { passed, runScenario } from './run-scenario.ts'
export type { Scenario } from './scenario.ts'
export { longScenarios, shortScenario } from './scenarios.ts'
