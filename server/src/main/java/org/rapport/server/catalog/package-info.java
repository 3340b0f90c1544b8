/**
 * The journeys and message templates in force, cached; what has to be right before one may be, and
 * that somebody looks at each again in time.
 *
 * <p>Imports: config, fhir, journey, journey.check, projection, store, words, work.
 */
package org.rapport.server.catalog;
