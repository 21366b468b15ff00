import { Input } from '@base-ui/react/input';
import type { ComponentProps } from 'react';
import control from './control.module.css';
import { classNames } from './class-names.ts';

export interface TextFieldProps extends Omit<ComponentProps<'input'>, 'value' | 'defaultValue' | 'onChange'> {
  value: string;
  onValueChange: (value: string) => void;
  /** Paths, hashes, identifiers: in a monospaced face. */
  code?: boolean | undefined;
}

/** One line of text. Put it into a `Field`, or give it an `aria-label`. */
export function TextField({ value, onValueChange, code, className, ...rest }: TextFieldProps) {
  return (
    <Input
      {...rest}
      value={value}
      onValueChange={(next) => onValueChange(next)}
      className={classNames(control.control, code && control.code, className)}
    />
  );
}
