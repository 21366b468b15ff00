import type { ComponentProps } from 'react';
import control from './control.module.css';
import { classNames } from './class-names.ts';

export interface TextAreaProps extends Omit<
  ComponentProps<'textarea'>,
  'value' | 'defaultValue' | 'onChange'
> {
  value: string;
  onValueChange: (value: string) => void;
}

/** Several lines of text. Put it into a `Field`, or give it an `aria-label`. */
export function TextArea({ value, onValueChange, className, ...rest }: TextAreaProps) {
  return (
    <textarea
      {...rest}
      value={value}
      onChange={(event) => onValueChange(event.target.value)}
      className={classNames(control.control, className)}
    />
  );
}
