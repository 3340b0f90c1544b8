/**
 * Which addresses the server may reach, where somebody else names them: those of the open network,
 * and what the operator allows.
 *
 * <p>Imports: config.
 */
package org.rapport.server.egress;
