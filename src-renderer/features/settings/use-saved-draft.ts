import { useState } from 'react';

/** A value as it is being changed, which follows what is saved: one's own change as it comes back, or somebody else's. */
export function useSavedDraft<Value>(saved: Value): [Value, (draft: Value) => void] {
  const [draft, setDraft] = useState(saved);
  const [lastSaved, setLastSaved] = useState(saved);
  // While rendering, as React asks for state that follows from other state.
  if (saved !== lastSaved) {
    setLastSaved(saved);
    setDraft(saved);
  }
  return [draft, setDraft];
}
