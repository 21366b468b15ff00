import type { z } from 'zod';

const needed = 'This is needed.';
const typeNames: Readonly<Record<string, string>> = {
  string: 'Text is needed here.',
  number: 'A number is needed here.',
  int: 'A whole number is needed here.',
  boolean: 'true or false is needed here.',
  array: 'A list in [ ] is needed here.',
  object: 'An object in { } is needed here.',
};

/** What is wrong with a value, in words for who fills in a form; `value` is what stands there. */
export function describeIssue(issue: z.core.$ZodIssue, value: unknown): string {
  if (value === undefined || value === null || value === '') return needed;
  switch (issue.code) {
    case 'invalid_type':
      return typeNames[issue.expected] ?? sentence(issue.message);
    case 'invalid_value':
      return `One of these is needed: ${issue.values.map(String).join(', ')}.`;
    case 'too_small':
      return `${amount(issue.origin, 'least', issue.minimum, issue.inclusive)}.`;
    case 'too_big':
      return `${amount(issue.origin, 'most', issue.maximum, issue.inclusive)}.`;
    case 'invalid_union': {
      // Of the form that the value was meant to have, where it is of its type.
      const meant = issue.errors.map(([first]) => first).find((first) => first?.code !== 'invalid_type');
      return meant === undefined
        ? 'This is none of the forms that it can have.'
        : describeIssue(meant, value);
    }
    default:
      return sentence(issue.message);
  }
}

function amount(
  origin: string,
  side: 'least' | 'most',
  limit: number | bigint,
  inclusive: boolean | undefined,
): string {
  const unit = origin === 'string' ? ' characters' : origin === 'array' ? ' entries' : '';
  if (inclusive === false) return `${side === 'least' ? 'More' : 'Less'} than ${limit}${unit}`;
  return `At ${side} ${limit}${unit}`;
}

function sentence(message: string): string {
  const text = message.charAt(0).toUpperCase() + message.slice(1);
  return /[.?]$/.test(text) ? text : `${text}.`;
}
