/**
 * Free times by link: seen, held, taken, given back; and offered to those who wait. A time is taken
 * once.
 *
 * <p>Imports: apply, config, link, outreach, projection.work, store.
 */
package org.rapport.server.booking;
