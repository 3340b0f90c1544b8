package org.rapport.routes.ehr;

import java.text.Normalizer;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.hl7.fhir.r4.model.Appointment;
import org.hl7.fhir.r4.model.Identifier;
import org.rapport.routes.ehr.receiver.ReceiverProfile;
import org.rapport.routes.ehr.receiver.ReceiverProfiles;
import org.rapport.routes.intake.sender.SenderProfile;
import org.rapport.routes.intake.sender.SenderProfiles;

/** Who is to be told of a visit, by which event and in which bytes. Pure. */
public final class Receivers {
  /** Whose identifier it is, when the sender's profile names no other system (contract 4). */
  private static final Pattern SENDER =
      Pattern.compile("urn:rapport:ehr:([^:]*):([^:]*):(?:appointment|patient)(?::placer)?");

  private static final Pattern MARKS = Pattern.compile("\\p{M}+");

  private final ReceiverProfiles profiles;
  private final SenderProfiles senders;

  /** Whom visits are told to, and which sender's identifiers they have. */
  public Receivers(ReceiverProfiles profiles, SenderProfiles senders) {
    this.profiles = profiles;
    this.senders = senders;
  }

  /** Those that have a profile. */
  public List<ReceiverProfile> all() {
    return profiles.all();
  }

  /** The receiver of a visit; empty where none of several is to have it. */
  public Optional<ReceiverProfile> of(Appointment visit) {
    return of(
        visit.getIdentifier().stream()
            .filter(Identifier::hasSystem)
            .map(Identifier::getSystem)
            .collect(Collectors.toSet()));
  }

  /** The same of a visit that has identifiers of these systems. */
  public Optional<ReceiverProfile> of(Set<String> systems) {
    return profiles.of(systems, sender(systems));
  }

  private Optional<String[]> sender(Set<String> systems) {
    Optional<SenderProfile> named =
        senders.all().stream().filter(one -> systems.contains(one.appointmentSystem())).findFirst();
    return named
        .map(one -> new String[] {one.application(), one.facility()})
        .or(
            () ->
                systems.stream()
                    .map(SENDER::matcher)
                    .filter(Matcher::matches)
                    .map(
                        found ->
                            new String[] {
                              SenderProfile.decoded(found.group(1)),
                              SenderProfile.decoded(found.group(2))
                            })
                    .findFirst());
  }

  /**
   * The event that a receiver is told something by; empty where it is not told.
   *
   * @param code what became of the visit, or what its patient answered
   */
  static Optional<String> event(ReceiverProfile receiver, String code) {
    String event =
        switch (code) {
          case "booked" -> "S12";
          case "moved" -> "S13";
          case "cancelled" -> "S15";
          case "deleted" -> receiver.events().contains("S17") ? "S17" : "S15";
          case "no-show" -> receiver.events().contains("S26") ? "S26" : "S14";
          default -> "S14";
        };
    return Optional.of(event).filter(receiver.events()::contains);
  }

  /** A message as the receiver can read it: letters that its character set has not lose marks. */
  static byte[] encoded(ReceiverProfile receiver, String message) {
    StringBuilder text = new StringBuilder();
    var encoder = receiver.charset().newEncoder();
    message
        .codePoints()
        .mapToObj(Character::toString)
        .forEach(
            one ->
                text.append(
                    encoder.canEncode(one)
                        ? one
                        : MARKS
                            .matcher(Normalizer.normalize(one, Normalizer.Form.NFD))
                            .replaceAll("")));
    return text.toString().getBytes(receiver.charset());
  }
}
