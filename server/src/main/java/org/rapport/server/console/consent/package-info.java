/**
 * What people permitted and what was shown to them, their rights, and who saw or changed what.
 *
 * <p>Imports: console.
 */
package org.rapport.server.console.consent;
