import { ChevronRight, Search } from 'lucide-react';
import { Link } from 'wouter';
import { openPalette } from '../commands/palette-store.ts';
import { Button } from '../ui/Button.tsx';
import { KeyHint } from '../ui/KeyHint.tsx';
import { SlotsPill } from './SlotsPill.tsx';
import styles from './TopBar.module.css';
import { usePageStore } from './page-store.ts';

export function TopBar() {
  const title = usePageStore((state) => state.title);
  const breadcrumb = usePageStore((state) => state.breadcrumb);
  return (
    <header className={styles.bar} data-region>
      <nav className={styles.trail} aria-label="Breadcrumb">
        {breadcrumb.map(({ label, href }) => (
          <span key={href} className={styles.step}>
            <Link href={href} className={styles.link}>
              {label}
            </Link>
            <ChevronRight aria-hidden className={styles.arrow} />
          </span>
        ))}
        <span className={styles.title} aria-current="page">
          {title}
        </span>
      </nav>
      <div className={styles.end}>
        <Button look="quiet" icon={<Search aria-hidden />} onClick={openPalette}>
          <span className={styles.search}>
            Search <KeyHint keys="Mod+K" />
          </span>
        </Button>
        <SlotsPill />
      </div>
    </header>
  );
}
