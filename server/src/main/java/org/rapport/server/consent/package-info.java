/**
 * What is permitted, on which address, and why: consents and contacts. The rules are pure; books of
 * contacts, claims, checks of numbers and what was erased are read from tables.
 *
 * <p>Imports: config, policy, projection, projection.read, store, words.
 */
package org.rapport.server.consent;
