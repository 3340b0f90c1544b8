/**
 * Dead letters tried again, as they came or corrected: {@code $replay}. What a message means, and
 * what is done with it, is the intake's alone (org.rapport.routes.intake).
 *
 * <p>Imports: audit, fhir, identity, journal, routes, store.
 */
package org.rapport.server.replay;
