/**
 * Figures: measures over twelve weeks, from inquiry to visit, free times, promises kept.
 *
 * <p>Imports: account, console.
 */
package org.rapport.server.console.measure;
