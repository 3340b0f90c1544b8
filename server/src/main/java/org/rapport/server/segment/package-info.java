/**
 * Segments: Groups whose members follow from FHIR searches, and who is in those that journeys are
 * for. Imports the store, the catalog, and the work queue.
 */
package org.rapport.server.segment;
