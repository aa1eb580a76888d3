/** The version in package.json, for records: reading the file would cost every run, and a bundle has none. */
export const PACKAGE_VERSION = '0.1.0';
