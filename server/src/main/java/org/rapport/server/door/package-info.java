/**
 * The bounded way in: what a request may carry before anything parses it, whose request it is, and
 * in which words it is refused. Knows HAPI's element definitions, and nothing of what the server
 * does with a request.
 *
 * <p>Imports: config.
 */
package org.rapport.server.door;
