/**
 * Demand for a service against its free times: as numbers, and as the pace of campaigns.
 *
 * <p>Imports: config, fhir, store.
 */
package org.rapport.server.capacity;
