/**
 * Rows of new resources, stored a table at a time instead of a row at a time. What is in them is
 * HAPI's: its own code makes the entities, and Hibernate's mapping says their tables and columns.
 *
 * <p>Imports: nothing of ours.
 */
package org.rapport.server.store.rows;
