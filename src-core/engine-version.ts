/** Raised whenever the engine would give other predictions, outcomes or scores for the same input. */
export const engineVersion = '1.0.0';

export const hindcastVersion = '0.1.0';
