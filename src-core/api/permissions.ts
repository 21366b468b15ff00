/** What a session may do. Checked by the API's host, whatever the screens show. */
export const permissions = ['VIEW_PNL', 'EXPORT_DATA', 'SUBMIT'] as const;

/** `VIEW_PNL`: see jobs and results. `EXPORT_DATA`: take data out. `SUBMIT`: change anything. */
export type Permission = (typeof permissions)[number];

export const roles = ['owner', 'viewer'] as const;
export type Role = (typeof roles)[number];

/** The permissions of each role: the owner has all, a viewer sees and changes nothing. */
export const permissionsOf: Readonly<Record<Role, readonly Permission[]>> = {
  owner: permissions,
  viewer: ['VIEW_PNL'],
};

/** On whose behalf an operation is called. */
export interface Session {
  readonly role: Role;
  readonly permissions: readonly Permission[];
}

/** The session of a role. */
export function sessionOf(role: Role): Session {
  return { role, permissions: permissionsOf[role] };
}
