/**
 * Pure planning: {@code plan = f(journey, facts, now)} and the difference to what stands. Imports
 * HAPI's structures, our terminology and the JDK; no Spring, no I/O, no clock.
 */
package org.rapport.server.journey;
