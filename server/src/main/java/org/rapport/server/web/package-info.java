/**
 * Forms, and pages for patients: thin over the services of {@code lead}, {@code booking} and {@code
 * inbound}; no session and no script.
 *
 * <p>Imports: booking, config, consent, door, inbound, lead, lead.routing, link, outreach.text,
 * page, rights, sensitivity, store, words.
 */
package org.rapport.server.web;
