/**
 * Today: who waits for us, by the promise that was made to them, and what was done about it.
 *
 * <p>Imports: console.
 */
package org.rapport.server.console.today;
