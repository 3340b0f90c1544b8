/**
 * A person: everything between them and the clinic in one thread, what we may send them and why,
 * their visits and journeys, and what somebody writes to them.
 *
 * <p>Imports: console, console.why.
 */
package org.rapport.server.console.person;
