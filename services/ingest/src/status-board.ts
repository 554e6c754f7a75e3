import type { PortProblem } from './port-life.ts'
import type { Problem, ReportProblems } from './problem.ts'
import { noPlan, type RoutePlan } from './route-plan.ts'

/** Gathers what is wrong, from manifests and ports, and reports all of it each time it changes. */
export class StatusBoard {
  readonly #report: ReportProblems
  readonly #ports = new Map<number, PortProblem>()
  #plan = noPlan
  #reported = '[]'
  #problems: readonly Problem[] = []

  constructor(report: ReportProblems) {
    this.#report = report
  }

  get problems(): readonly Problem[] {
    return this.#problems
  }

  follow(plan: RoutePlan): void {
    this.#plan = plan
    this.#tell()
  }

  port(port: number, problem: PortProblem | undefined): void {
    if (problem === undefined) this.#ports.delete(port)
    else this.#ports.set(port, problem)
    this.#tell()
  }

  #tell(): void {
    const problems = [...this.#plan.problems, ...this.#portProblems()]
    const text = JSON.stringify(problems)
    if (text === this.#reported) return
    this.#reported = text
    this.#problems = problems
    this.#report(problems)
  }

  #portProblems(): readonly Problem[] {
    return [...this.#ports].flatMap(([port, { code, message, isServing }]) =>
      (this.#plan.ports.get(port)?.users ?? []).map(({ namespace, eventSource, field }) => ({
        namespace,
        eventSource,
        field,
        code,
        message,
        isServing,
      })),
    )
  }
}
