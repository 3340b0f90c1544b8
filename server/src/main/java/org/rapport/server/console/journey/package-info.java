/**
 * Journeys and templates, and who is on which step.
 *
 * <p>Imports: console.
 */
package org.rapport.server.console.journey;
