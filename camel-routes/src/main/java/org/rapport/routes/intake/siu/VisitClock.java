package org.rapport.routes.intake.siu;

import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.Optional;
import org.hl7.fhir.r4.model.CodeType;
import org.hl7.fhir.r4.model.DomainResource;
import org.hl7.fhir.r4.model.Extension;
import org.rapport.profiles.Extensions;
import org.rapport.routes.intake.sender.SenderProfile;
import org.rapport.time.CivilTime;

/**
 * Whose clock a visit is told at, as far as its sender says: HL7's time zone extension. A place
 * that names its own zone outranks it.
 */
final class VisitClock {
  private static final String OFFSET = "Etc/GMT";

  private VisitClock() {}

  /** Notes on the visit what the message says of its zone; what others have noted stays. */
  static void note(DomainResource visit, VisitTimes times, SenderProfile sender) {
    if (times.start().isEmpty()) {
      return;
    }
    Optional<String> zone = zone(times.start().get(), times.zone(), sender);
    if (zone.isPresent()) {
      write(visit, zone.get());
    } else {
      // An offset of an earlier message is no zone of this one's time.
      visit
          .getExtension()
          .removeIf(e -> isZone(e) && e.getValue().primitiveValue().startsWith(OFFSET));
    }
  }

  /** Puts the extension in the place of any other of its kind. */
  static void write(DomainResource resource, String zone) {
    resource.getExtension().removeIf(VisitClock::isZone);
    resource.addExtension(Extensions.TIMEZONE, new CodeType(zone));
  }

  private static boolean isZone(Extension extension) {
    return Extensions.TIMEZONE.equals(extension.getUrl()) && extension.hasValue();
  }

  private static Optional<String> zone(Instant start, ZoneId written, SenderProfile sender) {
    Optional<String> own = sender.ownZone().map(ZoneId::getId);
    boolean agrees = offset(start, written).equals(offset(start, sender.zone()));
    // Machines write UTC wherever they are: it says when, not where.
    if (agrees || ZoneOffset.UTC.equals(offset(start, written))) {
      return own;
    }
    return fixed(start, offset(start, written)).or(() -> own);
  }

  /** A zone of the IANA list that shows this offset. */
  private static Optional<String> fixed(Instant start, ZoneOffset offset) {
    int seconds = offset.getTotalSeconds();
    int hours = seconds / 3600;
    if (seconds % 3600 == 0 && hours >= -12 && hours <= 14) {
      // POSIX counts westwards.
      return Optional.of(OFFSET + (hours < 0 ? "+" : "-") + Math.abs(hours));
    }
    // Hardly any two places share an offset that is no whole hour.
    return ZoneId.getAvailableZoneIds().stream()
        .filter(id -> id.matches("(America|Asia|Australia|Pacific|Indian)/\\w+"))
        .filter(id -> offset(start, ZoneId.of(id)).equals(offset))
        .sorted()
        .findFirst();
  }

  private static ZoneOffset offset(Instant at, ZoneId zone) {
    return CivilTime.installed().offset(at, zone);
  }
}
