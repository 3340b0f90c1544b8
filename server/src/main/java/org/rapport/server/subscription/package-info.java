/**
 * Topic-based Subscriptions (R5 Backport IG for R4): what has changed is written down with the
 * change itself, numbered for each subscriber, told in order, and kept for who asks again.
 *
 * <p>Imports: audit, config, egress, fhir, security.scope, store, work.
 */
package org.rapport.server.subscription;
