/**
 * Audiences for ads platforms: hashed addresses of who agreed to it, and who is to be removed.
 *
 * <p>Imports: consent, fhir, projection.read, segment, sensitivity, store.
 */
package org.rapport.server.audience;
