package org.rapport.routes.intake.siu;

import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.Optional;
import org.hl7.fhir.r4.model.CodeType;
import org.hl7.fhir.r4.model.DomainResource;
import org.hl7.fhir.r4.model.Extension;
import org.hl7.fhir.r4.model.InstantType;
import org.hl7.fhir.r4.model.IntegerType;
import org.hl7.fhir.r4.model.StringType;
import org.hl7.fhir.r4.model.Type;
import org.rapport.profiles.Extensions;
import org.rapport.routes.intake.hl7.Hl7DateTime;
import org.rapport.routes.intake.hl7.Hl7Message;
import org.rapport.routes.intake.sender.SenderProfile;

/**
 * The last message, or version by FHIR, applied to an Appointment, a Patient or a Slot, kept on it
 * as an extension so that older ones are known as such, also after a restart.
 *
 * @param time MSH-7; by FHIR meta.lastUpdated
 * @param controlId MSH-10, may be empty; by FHIR meta.versionId
 * @param event MSH-9.2; by FHIR the interaction
 * @param sequence MSH-13 when positive; 0 and -1 are protocol signals, HL7 v2.5.1 section 2.10.1
 */
public record SourceEvent(
    Instant time, String controlId, String event, Optional<Integer> sequence) {

  /** More than any clock is fast, or any zone wrong. */
  private static final Duration FURTHEST_AHEAD = Duration.ofDays(1);

  /** Reads the message's own; a missing, unreadable or time-less MSH-7 counts as {@code now}. */
  static SourceEvent of(Hl7Message message, Enum<?> event, SenderProfile sender, Instant now) {
    Instant time =
        Hl7DateTime.parse(message.header().first(7))
            .flatMap(t -> t.instant(sender.zone()))
            .orElse(now);
    return new SourceEvent(
        time, message.header().first(10), event.name(), positive(message.header().first(13)));
  }

  /** Reads what is stored; empty when the resource was not written by this intake. */
  public static Optional<SourceEvent> of(DomainResource stored) {
    Extension extension = stored.getExtensionByUrl(Extensions.SOURCE_EVENT);
    if (extension == null || !(value(extension, "time") instanceof InstantType time)) {
      return Optional.empty();
    }
    return Optional.of(
        new SourceEvent(
            time.getValue().toInstant(),
            value(extension, "controlId") instanceof StringType id ? id.getValue() : "",
            value(extension, "event") instanceof CodeType code ? code.getValue() : "",
            value(extension, "sequence") instanceof IntegerType n
                ? Optional.of(n.getValue())
                : Optional.empty()));
  }

  /** Replaces the extension on the resource. */
  public void writeTo(DomainResource resource) {
    resource.getExtension().removeIf(e -> Extensions.SOURCE_EVENT.equals(e.getUrl()));
    Extension extension = resource.addExtension().setUrl(Extensions.SOURCE_EVENT);
    InstantType instant = new InstantType(Date.from(time));
    instant.setTimeZoneZulu(true);
    extension.addExtension("time", instant);
    if (!controlId.isEmpty()) {
      extension.addExtension("controlId", new StringType(controlId));
    }
    extension.addExtension("event", new CodeType(event));
    sequence.ifPresent(n -> extension.addExtension("sequence", new IntegerType(n)));
  }

  /** Whether this message must not change what {@code stored} was applied to. */
  boolean isOlderThan(SourceEvent stored, Instant now) {
    return isOlderThan(stored, false, false, now);
  }

  /** Whether this message must not change an Appointment that {@code stored} was applied to. */
  public boolean isOlderThan(
      SourceEvent stored, boolean liveEvent, boolean storedIsStopped, Instant now) {
    // One message of a clock that is years ahead must not make all later ones older. Among those
    // of such a clock it still tells the order.
    if (stored.isAheadOf(now) && !isAheadOf(now)) {
      return false;
    }
    int byTime = time.toEpochMilli() < stored.time().toEpochMilli() ? -1 : 1;
    if (time.toEpochMilli() != stored.time().toEpochMilli()) {
      return byTime < 0;
    }
    if (sequence.isPresent() && stored.sequence().isPresent()) {
      int bySequence = sequence.get().compareTo(stored.sequence().get());
      if (bySequence != 0) {
        return bySequence < 0;
      }
    }
    // Sent within the same second, order unknown: a cancelled visit stays cancelled.
    return liveEvent && storedIsStopped;
  }

  private boolean isAheadOf(Instant now) {
    return time.isAfter(now.plus(FURTHEST_AHEAD));
  }

  private static Type value(Extension extension, String url) {
    Extension part = extension.getExtensionByUrl(url);
    return part == null ? null : part.getValue();
  }

  private static Optional<Integer> positive(String text) {
    try {
      return Optional.of(Integer.valueOf(text)).filter(n -> n > 0);
    } catch (NumberFormatException absent) {
      return Optional.empty();
    }
  }
}
