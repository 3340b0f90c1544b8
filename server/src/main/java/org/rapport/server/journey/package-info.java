/**
 * Pure planning: {@code plan = f(journey, facts, now)} and the difference to what stands; words for
 * its times. HAPI's structures and the JDK; no Spring, no I/O, no clock.
 *
 * <p>Imports: words.
 */
package org.rapport.server.journey;
