import { create } from 'zustand';

/** A step of the way to a page. */
export interface Crumb {
  readonly label: string;
  readonly href: string;
}

interface PageState {
  readonly title: string;
  readonly breadcrumb: readonly Crumb[];
}

/** What the page that is shown calls itself; the top bar reads it. */
export const usePageStore = create<PageState>(() => ({ title: '', breadcrumb: [] }));
