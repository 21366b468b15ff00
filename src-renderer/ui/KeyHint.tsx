import styles from './KeyHint.module.css';
import { displayKeys } from '../commands/keys.ts';

/** The keys of a command as the machine's keyboard names them. */
export function KeyHint({ keys }: { keys: string }) {
  return <kbd className={styles.keys}>{displayKeys(keys)}</kbd>;
}
