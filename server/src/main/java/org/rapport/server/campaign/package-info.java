/**
 * Messages to segments: approval, undo, canary, pace, and brakes. Each recipient's message passes
 * the gate like any other. Imports segments, the catalog, capacity, the distances of routing,
 * projections and the work queue.
 */
package org.rapport.server.campaign;
