package org.rapport.server.console;

import java.util.Set;
import java.util.stream.Collectors;
import org.hl7.fhir.r4.model.Reference;
import org.rapport.server.account.Account;
import org.rapport.server.account.Role;

/**
 * Who is at the console.
 *
 * @param id of the account
 * @param practitioner id of the Practitioner that stands for them; null: none
 * @param places ids of Locations that they are held to; empty: all
 * @param sensitive whether labelled content is shown to them
 * @param limited whether something is kept from them, so that Bundles are refused
 */
public record ConsoleUser(
    String id,
    String name,
    Set<String> roles,
    String practitioner,
    Set<String> places,
    boolean sensitive,
    boolean limited) {

  static ConsoleUser of(Account account) {
    return new ConsoleUser(
        account.id(),
        account.name() == null ? account.username() : account.name(),
        account.roles().stream().map(Role::code).collect(Collectors.toUnmodifiableSet()),
        account.practitioner(),
        account.locations(),
        account.sensitive(),
        !account.locations().isEmpty()
            || !account.sensitive()
            || Role.onlyToMany(account.roles(), 's'));
  }

  /** Whether one of the person's roles is among these; an administrator has every one. */
  public boolean is(Role... any) {
    if (roles.contains(Role.ADMIN.code())) {
      return true;
    }
    for (Role role : any) {
      if (roles.contains(role.code())) {
        return true;
      }
    }
    return false;
  }

  /** Whether the person's roles let them do this with resources of a type. */
  public boolean may(String type, char letter) {
    return roles.stream()
        .flatMap(code -> Role.of(code).stream())
        .anyMatch(r -> r.permits(type, letter));
  }

  /** Whether the people behind a figure are shown to them. */
  public boolean seesPeople() {
    return sensitive && may("Patient", 'r') && may("Patient", 's');
  }

  /** This person, as resources name who wrote them. */
  public Reference asWriter() {
    Reference writer = new Reference().setDisplay(name);
    return practitioner == null ? writer : writer.setReference("Practitioner/" + practitioner);
  }

  /** Whether a resource that names this writer is theirs. */
  public boolean wrote(Reference writer) {
    return practitioner == null
        ? name.equals(writer.getDisplay()) || name.equals(writer.getIdentifier().getValue())
        : ("Practitioner/" + practitioner).equals(writer.getReference());
  }

  /** Without the name: this may end in a log. */
  @Override
  public String toString() {
    return "ConsoleUser[" + id + "]";
  }
}
