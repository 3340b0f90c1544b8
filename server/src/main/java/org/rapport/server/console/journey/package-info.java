/**
 * Journeys and templates, and who is on which step.
 *
 * <p>Imports: account, console.
 */
package org.rapport.server.console.journey;
