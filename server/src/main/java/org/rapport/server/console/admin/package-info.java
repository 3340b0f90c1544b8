/**
 * Who signs in, places, apps and settings.
 *
 * <p>Imports: account, console.
 */
package org.rapport.server.console.admin;
