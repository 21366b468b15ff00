/** Version of the definitions of all metrics; raised whenever a number can come out differently for the same input. */
export const metricsVersion = '1';
