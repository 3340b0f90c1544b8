/**
 * Tokens of ours: how they are signed and checked, which were ended before their time, and the
 * assertions by which clients prove who they are.
 *
 * <p>Imports: egress, store.
 */
package org.rapport.server.security.token;
