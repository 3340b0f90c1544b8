/**
 * What EHRs sent, what could not be read of it and is tried again, and who sends.
 *
 * <p>Imports: console.
 */
package org.rapport.server.console.messages;
