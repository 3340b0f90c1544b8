/**
 * Segments, and messages to them: from draft over a second person to the account.
 *
 * <p>Imports: account, console.
 */
package org.rapport.server.console.campaign;
