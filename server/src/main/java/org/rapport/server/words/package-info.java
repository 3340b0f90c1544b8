/**
 * Words and tables that ship: one loader of {@code .properties}, one of CSV, and one rule for which
 * language is taken.
 *
 * <p>Imports: nothing of ours.
 */
package org.rapport.server.words;
