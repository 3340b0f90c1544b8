/**
 * Resources to side tables, in the resource's own transaction, and their rebuild. Knows of a
 * journey only what it can be about; nothing of outreach or the web.
 *
 * <p>Imports: config, journey, projection.read, sensitivity, store, store.rows, words, work.
 */
package org.rapport.server.projection;
