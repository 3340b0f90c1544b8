/**
 * Segments, and messages to them: from draft over a second person to the account.
 *
 * <p>Imports: console.
 */
package org.rapport.server.console.campaign;
