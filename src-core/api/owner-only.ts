import type { Permission } from './permissions.ts';

/** Why a viewer cannot do something and how it can be done; `doing` is in the infinitive: "pull candles". */
export function ownerOnly(doing: string): string {
  return `You opened Hindcast to look only and cannot ${doing}. Open it with the owner’s link to do that.`;
}

const doingWith: Readonly<Record<Permission, string>> = {
  VIEW_PNL: 'see jobs and results',
  EXPORT_DATA: 'export anything',
  SUBMIT: 'run backtests or change anything',
};

/** What somebody is told who asks for what takes a permission that only the owner has. */
export function withoutPermission(permission: Permission): string {
  return ownerOnly(doingWith[permission]);
}
