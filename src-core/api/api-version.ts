/** Raised when a carrier's two ends could misunderstand each other. Apart from the schemas, which a page need not load. */
export const apiVersion = 1;
