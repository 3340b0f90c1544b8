/**
 * Free times by link: seen, held, taken, given back; and offered to those who wait. A time is taken
 * once.
 *
 * <p>Imports: apply, config, link, outreach.gate, outreach.message, store, work.
 */
package org.rapport.server.booking;
