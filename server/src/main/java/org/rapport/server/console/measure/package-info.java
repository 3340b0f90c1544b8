/**
 * Figures: measures over twelve weeks, from inquiry to visit, free times, promises kept.
 *
 * <p>Imports: console.
 */
package org.rapport.server.console.measure;
