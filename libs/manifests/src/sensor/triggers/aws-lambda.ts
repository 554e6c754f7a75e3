import { secretKeySelector } from '../../blocks/secret-key-selector.ts'
import { may, need, object, oneOf, string } from '../../schema/build.ts'
import type { Infer } from '../../schema/schema.ts'
import { isAwsRegion } from '../../text/aws-region.ts'
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

/** `isFinal` says that no parameter may change the template. */
export function checkAwsLambda(trigger: AwsLambdaTrigger, check: Check, isFinal: boolean): void {
  checkAwsKeys(trigger, check)
  if (!isFinal || trigger.parameters !== undefined) return
  const { region, roleARN } = trigger
  if (!isAwsRegion(region)) {
    const fault = `${JSON.stringify(region)} is not a region`
    check.error('invalid', trigger, ['region'], fault, 'write a name such as eu-central-1')
  }
  if (roleARN !== undefined && !/^arn:[a-z-]+:iam::\d{12}:role\/\S+$/u.test(roleARN)) {
    check.warning('suspect', trigger, ['roleARN'], 'does not look like arn:aws:iam::<account>:role/<name>')
  }
}
