/**
 * Runs plans against the store: loads facts, plans, writes the difference in one transaction.
 * Imports the journey package, the catalog, projections and HAPI's storage.
 */
package org.rapport.server.apply;
