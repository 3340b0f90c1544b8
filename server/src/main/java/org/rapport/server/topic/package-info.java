/**
 * What has changed, by topic, as numbers: for who shows something that is to stay fresh.
 *
 * <p>Imports: fhir, store.
 */
package org.rapport.server.topic;
