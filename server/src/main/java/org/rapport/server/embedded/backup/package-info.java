/**
 * The data folder in one file, and back: the embedded database while it runs or while it does not,
 * the keys, and the full-text index. Without Spring: they are commands.
 *
 * <p>Imports: store.
 */
package org.rapport.server.embedded.backup;
