/** What a colour means; a sign or a word always says the same beside it. */
export type Tone = 'neutral' | 'accent' | 'good' | 'bad' | 'warn' | 'danger';
