/**
 * Links in messages: random tokens, kept as hashes, with a purpose and an end.
 *
 * <p>Imports: store.
 */
package org.rapport.server.link;
