/**
 * The queue of work items that projections feed and outreach drains.
 *
 * <p>Imports: store.
 */
package org.rapport.server.projection.work;
