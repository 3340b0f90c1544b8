/**
 * What a resource says, as the projections store it and as others read it. Pure: no table, no
 * store.
 *
 * <p>Imports: nothing of ours.
 */
package org.rapport.server.projection.read;
