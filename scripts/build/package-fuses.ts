import { FuseState, FuseV1Options, getCurrentFuseWire } from '@electron/fuses';

/** What a released application may not do, and what it checks; see Electron's page on fuses. */
const wanted: Readonly<Partial<Record<FuseV1Options, FuseState>>> = {
  [FuseV1Options.RunAsNode]: FuseState.DISABLE,
  [FuseV1Options.EnableCookieEncryption]: FuseState.ENABLE,
  [FuseV1Options.EnableNodeOptionsEnvironmentVariable]: FuseState.DISABLE,
  [FuseV1Options.EnableNodeCliInspectArguments]: FuseState.DISABLE,
  [FuseV1Options.EnableEmbeddedAsarIntegrityValidation]: FuseState.ENABLE,
  [FuseV1Options.OnlyLoadAppFromAsar]: FuseState.ENABLE,
  [FuseV1Options.GrantFileProtocolExtraPrivileges]: FuseState.DISABLE,
};

/** Which fuses of a packed application are not as they should be. */
export async function fusesTroubles(executable: string): Promise<string[]> {
  const wire = (await getCurrentFuseWire(executable)) as Partial<Record<FuseV1Options, FuseState>>;
  return Object.entries(wanted).flatMap(([option, state]) => {
    const fuse = Number(option) as FuseV1Options;
    return wire[fuse] === state ? [] : [`The fuse ${FuseV1Options[fuse]} is not set as it should be.`];
  });
}
