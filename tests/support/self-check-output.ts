/** What an application whose parts all work prints when it is started with `--self-check`. */
export const selfCheckOutput = `ok sqlite: a database can be written
ok duckdb: candles can be written and read
ok worker: the process of a job starts
ok reports: what reports are made of is there
`;
