/**
 * Which addresses the server may reach, where somebody else names them: those of the open network,
 * and what the operator allows.
 *
 * <p>Imports: nothing of ours.
 */
package org.rapport.server.egress;
