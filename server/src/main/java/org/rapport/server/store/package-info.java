/**
 * The ground floor: HAPI's storage, its tables and ours, read and written in the caller's
 * transaction, and keys in files. HAPI's tables are named here and nowhere else.
 *
 * <p>Imports: store.rows.
 */
package org.rapport.server.store;
