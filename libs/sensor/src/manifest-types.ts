export interface ContextFilter {
  readonly type?: string
  readonly subject?: string
  readonly source?: string
  readonly datacontenttype?: string
}

export interface TimeFilter {
  readonly start?: string
  readonly stop?: string
  readonly timezone?: string
}

export interface DataFilter {
  readonly path?: string
  readonly type?: string
  readonly value?: readonly string[]
  readonly comparator?: string
  readonly template?: string
}

export interface ExprFilter {
  readonly expr?: string
  readonly fields?: readonly { readonly path?: string; readonly name?: string }[]
}

export interface DependencyFilter {
  readonly exprs?: readonly ExprFilter[]
  readonly exprLogicalOperator?: string
  readonly data?: readonly DataFilter[]
  readonly dataLogicalOperator?: string
  readonly context?: ContextFilter
  readonly time?: TimeFilter
  readonly script?: string
}

export interface ParameterSource {
  readonly dependencyName?: string
  readonly contextKey?: string
  readonly contextTemplate?: string
  readonly dataKey?: string
  readonly dataTemplate?: string
  readonly value?: string
  readonly useRawData?: boolean
}

export interface TriggerParameter {
  readonly src?: ParameterSource
  readonly dest?: string
  readonly operation?: string
}
