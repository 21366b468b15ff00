import { Combobox as Base } from '@base-ui/react/combobox';
import { Check, ChevronDown } from 'lucide-react';
import { useMemo } from 'react';
import control from './control.module.css';
import list from './list.module.css';
import styles from './Combobox.module.css';
import { classNames } from './class-names.ts';
import type { Option } from './option.ts';

export interface ComboboxProps<Value extends string> {
  value: Value | null;
  onValueChange: (value: Value | null) => void;
  options: readonly Option<Value>[];
  placeholder?: string | undefined;
  /** What the list says when nothing matches the words typed. */
  emptyText?: string | undefined;
  disabled?: boolean | undefined;
  'aria-label'?: string | undefined;
  className?: string | undefined;
}

/** One of many known options, found by typing. */
export function Combobox<Value extends string>(props: ComboboxProps<Value>) {
  const { value, options, placeholder, emptyText = 'Nothing matches.', disabled = false } = props;
  const label = options.find((option) => option.value === value)?.label;
  // The same object while the same is chosen: another one would overwrite what is being typed.
  const selected = useMemo(
    () => (value === null || label === undefined ? null : { value, label }),
    [value, label],
  );
  /** Whoever typed an option in full and goes on means it, without choosing it from the list. */
  const chooseTyped = (text: string): void => {
    if (text === label) return;
    const typed = options.find((option) => option.label === text && option.disabled !== true);
    if (typed !== undefined) props.onValueChange(typed.value);
  };
  return (
    <Base.Root
      items={options}
      value={selected}
      onValueChange={(next) => props.onValueChange(next?.value ?? null)}
      isItemEqualToValue={(item, other) => item.value === other.value}
      disabled={disabled}
      autoHighlight
    >
      <Base.InputGroup className={classNames(styles.group, props.className)}>
        <Base.Input
          className={classNames(control.control, styles.input)}
          placeholder={placeholder}
          aria-label={props['aria-label']}
          onBlur={(event) => chooseTyped(event.currentTarget.value.trim())}
        />
        <Base.Trigger className={styles.trigger} aria-label="Show the list">
          <ChevronDown aria-hidden />
        </Base.Trigger>
      </Base.InputGroup>
      <Base.Portal>
        <Base.Positioner className={list.positioner} align="start" sideOffset={4}>
          <Base.Popup className={list.popup}>
            <Base.Empty className={list.empty}>{emptyText}</Base.Empty>
            <Base.List className={list.list}>
              {(option: Option<Value>) => (
                <Base.Item
                  key={option.value}
                  value={option}
                  disabled={option.disabled ?? false}
                  className={list.item}
                >
                  <span className={list.indicator}>
                    <Base.ItemIndicator>
                      <Check aria-hidden />
                    </Base.ItemIndicator>
                  </span>
                  <span className={list.itemText}>
                    {option.label}
                    {option.hint !== undefined && <span className={list.itemHint}>{option.hint}</span>}
                  </span>
                </Base.Item>
              )}
            </Base.List>
          </Base.Popup>
        </Base.Positioner>
      </Base.Portal>
    </Base.Root>
  );
}
