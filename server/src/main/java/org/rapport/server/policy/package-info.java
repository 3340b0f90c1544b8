/**
 * Rules of law and courtesy as effective-dated data: hours and caps by jurisdiction, purpose and
 * channel, each with its citation.
 *
 * <p>Imports: routes.
 */
package org.rapport.server.policy;
