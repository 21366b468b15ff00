/** Why a viewer cannot do something and how it can be done; `doing` is in the infinitive: "pull candles". */
export function ownerOnly(doing: string): string {
  return `You opened Hindcast to look only and cannot ${doing}. Open it with the owner’s link to do that.`;
}
