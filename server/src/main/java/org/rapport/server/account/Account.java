package org.rapport.server.account;

import java.util.Set;

/**
 * Somebody who signs in.
 *
 * @param id opaque and stable; the subject of tokens
 * @param username as typed at sign-in, in small letters
 * @param name to be shown; may be null
 * @param language BCP 47; may be null
 * @param locations ids of Locations that the person works at; empty: all
 * @param sensitive whether labelled content may be seen
 * @param practitioner id of a Practitioner; null: none
 * @param patient id of a Patient; null: none
 * @param epoch counts changes of rights: what was given at an earlier one is over
 */
public record Account(
    String id,
    String username,
    String name,
    String language,
    Set<Role> roles,
    Set<String> locations,
    boolean sensitive,
    boolean active,
    String practitioner,
    String patient,
    int epoch) {

  /** Whether the person works here, and does not only come as a patient. */
  public boolean isStaff() {
    return !roles.isEmpty();
  }

  /** The resource that stands for the person, as {@code fhirUser} names it; null: none. */
  public String fhirUser() {
    if (practitioner != null) {
      return "Practitioner/" + practitioner;
    }
    return patient == null ? null : "Patient/" + patient;
  }

  /** Without name and user name: this may end in a log. */
  @Override
  public String toString() {
    return "Account " + id;
  }
}
