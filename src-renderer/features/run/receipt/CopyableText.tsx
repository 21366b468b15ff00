import { Copy } from 'lucide-react';
import { Button } from '../../../ui/Button.tsx';
import { Panel } from '../../../ui/Panel.tsx';
import { copyText } from '../copy-text.ts';
import styles from './receipt.module.css';

/** A text to read and to copy: a spec, a receipt. */
export function CopyableText({ title, text }: { title: string; text: string }) {
  return (
    <Panel
      title={title}
      actions={
        <Button
          look="quiet"
          icon={<Copy aria-hidden />}
          onClick={() => void copyText(text, `${title} copied.`)}
        >
          Copy
        </Button>
      }
    >
      {/* What scrolls must be reached by keyboard. */}
      {/* oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex */}
      <pre className={styles.text} tabIndex={0} role="group" aria-label={title}>
        {text}
      </pre>
    </Panel>
  );
}
