/**
 * Links in messages: random tokens, kept as hashes, with a purpose and an end. Imports JDBC only.
 */
package org.rapport.server.link;
