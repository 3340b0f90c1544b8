/**
 * The console, where staff work: the frame of its pages, who is at it, its words and files. It is a
 * client of the FHIR API with the token of who is signed in, and knows no other way to anything.
 *
 * <p>Imports: account, config, page, security.signin, security.smart, words.
 */
package org.rapport.server.console;
