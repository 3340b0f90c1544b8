/**
 * Pages without script: a template each, their words in the languages that ship, and the headers by
 * which a browser lets nothing else run on them; and what all pages look like.
 *
 * <p>Imports: config, words.
 */
package org.rapport.server.page;
