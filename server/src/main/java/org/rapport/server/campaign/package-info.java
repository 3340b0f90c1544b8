/**
 * Messages to segments: approval, undo, canary, pace, and brakes. Each recipient's message passes
 * the gate like any other.
 *
 * <p>Imports: apply, capacity, catalog, config, fhir, journey, lead.routing, projection, segment,
 * store, store.rows, work.
 */
package org.rapport.server.campaign;
