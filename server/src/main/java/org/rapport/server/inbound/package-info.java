/**
 * What comes in from patients: what their words mean, and what follows from it, in one transaction.
 * The words are pure; the rest imports outreach, consent, projections and the store.
 */
package org.rapport.server.inbound;
