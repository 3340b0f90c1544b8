/**
 * What is on its way out, and the channels that carry it.
 *
 * <p>Imports: account, console.
 */
package org.rapport.server.console.outbound;
