import { secretKeySelector } from '../../blocks/secret-key-selector.ts'
import { may, need, object, oneOf, string } from '../../schema/build.ts'
import type { Infer } from '../../schema/schema.ts'
import { checkAwsKeys } from '../../validate/check-aws-keys.ts'
import type { Check } from '../../validate/check.ts'
import { triggerParameters } from '../parameter.ts'

/** Invokes an AWS Lambda function. */
export const awsLambdaTrigger = object('AWSLambdaTrigger', {
  functionName: need(string(), 'Name of the function.', 'functionName is required'),
  region: need(string(), 'AWS region.', 'region is required'),
  payload: need(triggerParameters, 'The argument.', 'payload is required'),
  accessKey: may(secretKeySelector, 'Holds the access key; without keys the default chain counts.'),
  secretKey: may(secretKeySelector, 'Holds the secret key.'),
  roleARN: may(string(), 'Role to assume; wins over the keys.'),
  invocationType: may(oneOf(['RequestResponse', 'Event', 'DryRun']), 'Default RequestResponse.'),
  parameters: may(triggerParameters, 'Written into these very settings.'),
})

export type AwsLambdaTrigger = Infer<typeof awsLambdaTrigger>

export function checkAwsLambda(trigger: AwsLambdaTrigger, check: Check): void {
  checkAwsKeys(trigger, check)
}
