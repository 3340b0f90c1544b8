/**
 * The words of a message: templates filled in, what may not be told left out, and the rules that
 * hold the finished text.
 *
 * <p>Imports: catalog, config, consent, journey, link, outreach.gate, outreach.message, policy,
 * projection.read, sensitivity, words.
 */
package org.rapport.server.outreach.text;
