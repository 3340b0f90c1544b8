/**
 * Tells open pages that something changed: which topics, and never what.
 *
 * <p>Imports: console.
 */
package org.rapport.server.console.live;
