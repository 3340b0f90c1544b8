package org.rapport.server.consent;

import java.time.Instant;
import java.time.LocalDate;
import java.util.Comparator;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.rapport.server.consent.ContactBook.Route;
import org.rapport.terminology.Channel;
import org.rapport.time.CivilTime;

/**
 * The last day on which a number was certainly the patient's, which is what a register of
 * reassigned numbers is asked about: the newest express permission for texts or calls, the
 * beginning of its entry on the record, or a START from it. A STOP proves nothing: anybody who has
 * the number can send one. Pure.
 */
public final class LastKnown {
  private static final Set<String> BY_NUMBER = Set.of(Channel.SMS.code(), Channel.VOICE.code());
  private static final CivilTime TIME = CivilTime.installed();

  private LastKnown() {}

  /** The day, where the patient lives; empty where nothing tells. */
  public static Optional<LocalDate> of(ContactBook book, Route number) {
    Stream<Instant> permitted =
        book.decisions().stream()
            .filter(decision -> decision.permit() && Decision.EXPRESS.equals(decision.basis()))
            .filter(
                decision ->
                    decision.channels().isEmpty()
                        || decision.channels().stream().anyMatch(BY_NUMBER::contains))
            .map(Decision::decidedAt);
    ContactRoutes routes = new ContactRoutes(book.region());
    Stream<Instant> entered =
        Stream.concat(book.contacts().stream(), book.representation().everybody().stream())
            .filter(contact -> contact.from() != null && routes.reaches(contact, number))
            .map(contact -> contact.from());
    Stream<Instant> started =
        Stream.of(book.states().getOrDefault(number.key(), AddressState.UNKNOWN))
            .map(AddressState::started)
            .filter(Objects::nonNull);
    return Stream.of(permitted, entered, started)
        .flatMap(instants -> instants)
        .max(Comparator.naturalOrder())
        .map(at -> TIME.local(at, book.bases().zone()).toLocalDate());
  }
}
