/**
 * The ground floor: HAPI's storage, its tables and ours, read and written in the caller's
 * transaction, and keys in files. HAPI's tables are named here and nowhere else.
 *
 * <p>Imports: nothing of ours.
 */
package org.rapport.server.store;
