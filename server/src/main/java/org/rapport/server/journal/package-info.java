/**
 * Every HL7 v2 message that came or went, by its keys, who sends them and who is told: {@code
 * $messages}, {@code $senders}. Written in the transaction that applies or keeps the message, where
 * there is one.
 *
 * <p>Imports: audit, config, fhir, routes, store, work.
 */
package org.rapport.server.journal;
