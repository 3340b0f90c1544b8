/**
 * Starts the all-in-one application, and the commands beside it. Assembles the packages below;
 * holds no rule of its own.
 *
 * <p>Imports: config, embedded, routes, security, simulate.
 */
package org.rapport.server;
