package org.rapport.server.security.scope;

/**
 * A right that a request needs (SMART App Launch 2.2, "Scopes for requesting FHIR resources").
 *
 * @param type a resource type, or {@code *} for every type
 * @param letter c, r, u, d or s
 */
record Need(String type, char letter) {
  static Need of(String type, char letter) {
    return new Need(type, letter);
  }

  boolean isMet(SystemScopes scopes) {
    return scopes.permits(type, String.valueOf(letter));
  }
}
