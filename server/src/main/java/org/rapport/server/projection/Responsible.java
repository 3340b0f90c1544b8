package org.rapport.server.projection;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.hl7.fhir.r4.model.Coding;
import org.hl7.fhir.r4.model.RelatedPerson;
import org.rapport.server.projection.read.ContactJson;
import org.rapport.server.projection.read.PatientRecord;
import org.rapport.server.projection.read.PeriodEnd;
import org.rapport.server.words.ShippedTable;

/**
 * Somebody who may act for a patient who is not of age (policy, R30). Which relationships let them
 * is data: {@code rapport-responsible/relationships.csv}.
 *
 * @param contacts in use, usable or not; numbers and mailboxes only
 * @param from inclusive; null: always could
 * @param until exclusive; null: no end
 * @see <a href="https://hl7.org/fhir/R4/relatedperson.html">RelatedPerson</a>
 */
public record Responsible(List<ContactJson> contacts, Instant from, Instant until) {
  private static final Set<String> MAY_ACT = relationships();

  /** A portal inbox is its patient's own. */
  private static final Set<String> SYSTEMS = Set.of("phone", "sms", "email");

  /** Reads one; empty for who is not active, may not act, or has no address. */
  public static Optional<Responsible> of(RelatedPerson person) {
    if (person.hasActive() && !person.getActive()
        || !person.getPatient().getReferenceElement().hasIdPart()
        || person.getRelationship().stream()
            .flatMap(relationship -> relationship.getCoding().stream())
            .noneMatch(Responsible::mayAct)) {
      return Optional.empty();
    }
    List<ContactJson> contacts =
        PatientRecord.contacts(person.getTelecom()).stream()
            .filter(contact -> SYSTEMS.contains(contact.system()))
            .toList();
    return contacts.isEmpty()
        ? Optional.empty()
        : Optional.of(
            new Responsible(
                contacts,
                person.getPeriod().hasStart() ? person.getPeriod().getStart().toInstant() : null,
                PeriodEnd.exclusive(person.getPeriod().getEndElement())));
  }

  /** Whether they may act at an instant. */
  public boolean acts(Instant now) {
    return (from == null || !now.isBefore(from)) && (until == null || now.isBefore(until));
  }

  private static boolean mayAct(Coding relationship) {
    return MAY_ACT.contains(relationship.getSystem() + "," + relationship.getCode());
  }

  private static Set<String> relationships() {
    return ShippedTable.rows("/rapport-responsible/relationships.csv").stream()
        .map(row -> row.get(0) + "," + row.get(1))
        .collect(Collectors.toUnmodifiableSet());
  }
}
