/**
 * Free times by link: seen, held, taken, given back; and offered to those who wait. A time is taken
 * once. May use {@code lead}, {@code link}, {@code projection}.
 */
package org.rapport.server.booking;
