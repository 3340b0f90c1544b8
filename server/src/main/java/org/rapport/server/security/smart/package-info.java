/**
 * SMART App Launch 2.2 on Spring Authorization Server: what an app asks for and a person lets it
 * do, whom it is about, and the tokens that come of it.
 *
 * <p>Imports: account, config, door, fhir, page, security.client, security.scope, security.signin,
 * security.token, store.
 */
package org.rapport.server.security.smart;
