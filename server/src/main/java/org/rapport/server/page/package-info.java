/**
 * Pages without script: a template, its words in the languages that ship, and the headers by which
 * a browser lets nothing else run on it.
 *
 * <p>Imports: words.
 */
package org.rapport.server.page;
