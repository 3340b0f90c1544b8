/**
 * The queue of work items that projections feed and outreach drains, and what works it off: leased,
 * one at a time for each key, tried again, dead with a Task.
 *
 * <p>Imports: config, store.
 */
package org.rapport.server.work;
