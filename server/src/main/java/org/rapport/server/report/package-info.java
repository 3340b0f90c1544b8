/**
 * Measures over the projections with who is counted in them, and the results of a journey's
 * variants: one query each. Reads only.
 *
 * <p>Imports: catalog, config, fhir, journey, security.scope, store.
 */
package org.rapport.server.report;
