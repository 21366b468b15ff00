import { Columns3, Database, ListOrdered, Plus, Settings } from 'lucide-react';
import type { ReactNode } from 'react';
import { Link, useLocation } from 'wouter';
import styles from './IconRail.module.css';

const places: readonly { href: string; label: string; icon: ReactNode; holds: RegExp }[] = [
  { href: '/', label: 'Queue', icon: <ListOrdered aria-hidden />, holds: /^\/($|runs\/)/ },
  { href: '/new', label: 'New', icon: <Plus aria-hidden />, holds: /^\/new/ },
  { href: '/compare', label: 'Compare', icon: <Columns3 aria-hidden />, holds: /^\/compare/ },
  { href: '/data', label: 'Data', icon: <Database aria-hidden />, holds: /^\/data/ },
  { href: '/settings', label: 'Settings', icon: <Settings aria-hidden />, holds: /^\/settings/ },
];

/** The way between the screens. */
export function IconRail() {
  const [path] = useLocation();
  return (
    <nav className={styles.rail} aria-label="Screens" data-region>
      {places.map(({ href, label, icon, holds }) => (
        <Link
          key={href}
          href={href}
          className={styles.place}
          aria-current={holds.test(path) ? 'page' : undefined}
        >
          {icon}
          <span>{label}</span>
        </Link>
      ))}
    </nav>
  );
}
