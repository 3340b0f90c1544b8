/**
 * Messages to many as somebody made up would get them, shown or sent to who asks: {@code $sample},
 * {@code $test-send}.
 *
 * <p>Imports: audit, catalog, config, consent, fhir, outreach.gate, outreach.outcome,
 * outreach.release, outreach.text, policy, projection.read, store, words, work.
 */
package org.rapport.server.outreach.trial;
