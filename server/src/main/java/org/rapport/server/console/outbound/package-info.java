/**
 * What is on its way out, and the channels that carry it.
 *
 * <p>Imports: console.
 */
package org.rapport.server.console.outbound;
