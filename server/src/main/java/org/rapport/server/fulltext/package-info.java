/**
 * The full-text index of the data folder: which types have one, and how it catches up with the
 * database after a crash, a full disk or its loss.
 *
 * <p>Imports: config, store, work.
 */
package org.rapport.server.fulltext;
