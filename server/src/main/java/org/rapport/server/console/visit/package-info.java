/**
 * Visits of a day, who waits for a free time, and booking one.
 *
 * <p>Imports: console.
 */
package org.rapport.server.console.visit;
