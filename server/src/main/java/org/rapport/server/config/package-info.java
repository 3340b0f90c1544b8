/**
 * What an operator can set, checked before anything starts. Knows the routes' settings, which are
 * checked with ours.
 *
 * <p>Imports: routes.
 */
package org.rapport.server.config;
