/**
 * Rules of law and courtesy as effective-dated data: hours and caps by jurisdiction, purpose and
 * channel, each with its citation.
 *
 * <p>Imports: nothing of ours.
 */
package org.rapport.server.policy;
