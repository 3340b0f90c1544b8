/**
 * The bounded way in: what a request may carry before anything parses it, whose request it is, and
 * in which words it is refused. Imports {@code config} only; knows HAPI's element definitions, and
 * nothing of what the server does with a request.
 */
package org.rapport.server.door;
