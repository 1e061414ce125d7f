// Kindred's version, as in package.json (a test binds the two).

export const version: string = "0.1.0";
