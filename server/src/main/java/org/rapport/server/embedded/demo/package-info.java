/**
 * The demo clinic: its data, its EHR's messages, the times that fit them to today, and what is told
 * of it. Not used by the product itself.
 *
 * <p>Imports: account, config, consent, embedded, projection.read, security, store, work.
 */
package org.rapport.server.embedded.demo;
