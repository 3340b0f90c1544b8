/**
 * Runs plans against the store: loads facts, plans, writes the difference in one transaction.
 *
 * <p>Imports: catalog, config, consent, fhir, journey, store, work.
 */
package org.rapport.server.apply;
