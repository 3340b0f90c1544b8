/**
 * Pages without script: a template, its words in the languages that ship, and the headers by which
 * a browser lets nothing else run on it.
 *
 * <p>Imports: nothing of ours.
 */
package org.rapport.server.page;
