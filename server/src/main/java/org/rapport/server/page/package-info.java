/**
 * Pages without script: a template, its words in the languages that ship, and the headers by which
 * a browser lets nothing else run on it; and what all pages look like.
 *
 * <p>Imports: config, words.
 */
package org.rapport.server.page;
