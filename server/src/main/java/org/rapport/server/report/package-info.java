/**
 * Measures over the projections, and the results of a journey's variants: one query each. Reads
 * only.
 *
 * <p>Imports: catalog, config, fhir, journey, store.
 */
package org.rapport.server.report;
