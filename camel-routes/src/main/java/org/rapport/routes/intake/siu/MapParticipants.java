package org.rapport.routes.intake.siu;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.hl7.fhir.r4.model.HumanName;
import org.hl7.fhir.r4.model.Location;
import org.hl7.fhir.r4.model.Practitioner;
import org.rapport.routes.intake.hl7.Hl7Field;
import org.rapport.routes.intake.hl7.Hl7Message;
import org.rapport.routes.intake.hl7.Hl7Segment;
import org.rapport.routes.intake.sender.SenderProfile;

/** AIL to Location and AIP to Practitioner; each place and person once, in the order sent. */
final class MapParticipants {

  /** PL components that identify a place: point of care, room, bed, facility. */
  private static final int PLACE_COMPONENTS = 4;

  private MapParticipants() {}

  static List<SharedResource> locations(Hl7Message message, SenderProfile sender) {
    Map<String, SharedResource> locations = new LinkedHashMap<>();
    for (Hl7Segment ail : message.all("AIL")) {
      for (Hl7Field pl : ail.repetitions(3)) {
        String value = place(pl);
        if (!value.isEmpty()) {
          Location location = new Location().setName(name(pl, ail));
          location.addIdentifier().setSystem(sender.locationSystem()).setValue(value);
          sender.ownZone().ifPresent(zone -> VisitClock.write(location, zone.getId()));
          locations.putIfAbsent(
              value, new SharedResource(location, sender.locationSystem(), value));
        }
      }
    }
    return List.copyOf(locations.values());
  }

  static List<SharedResource> practitioners(Hl7Message message, SenderProfile sender) {
    Map<String, SharedResource> practitioners = new LinkedHashMap<>();
    for (Hl7Segment aip : message.all("AIP")) {
      for (Hl7Field xcn : aip.repetitions(3)) {
        String value = person(xcn);
        if (!value.isEmpty()) {
          practitioners.putIfAbsent(
              value,
              new SharedResource(
                  practitioner(xcn, sender, value), sender.practitionerSystem(), value));
        }
      }
    }
    return List.copyOf(practitioners.values());
  }

  private static String place(Hl7Field pl) {
    return IntStream.rangeClosed(1, PLACE_COMPONENTS)
        .mapToObj(pl::component)
        .collect(Collectors.joining("^"))
        .replaceAll("\\^+$", "");
  }

  private static String name(Hl7Field pl, Hl7Segment ail) {
    if (!pl.component(9).isEmpty()) {
      return pl.component(9);
    }
    String type = ail.field(4).component(2);
    return type.isEmpty() ? (pl.component(1) + " " + pl.component(2)).trim() : type;
  }

  private static String person(Hl7Field xcn) {
    if (!xcn.component(1).isEmpty()) {
      return xcn.component(1);
    }
    // Without an id the name has to do, or every message would make a new Practitioner.
    return (xcn.component(2) + "^" + xcn.component(3)).replaceAll("^\\^$", "");
  }

  private static Practitioner practitioner(Hl7Field xcn, SenderProfile sender, String value) {
    Practitioner practitioner = new Practitioner();
    practitioner.addIdentifier().setSystem(sender.practitionerSystem()).setValue(value);
    HumanName name = new HumanName();
    List<String> given = new ArrayList<>(List.of(xcn.component(3), xcn.component(4)));
    given.removeIf(String::isEmpty);
    given.forEach(name::addGiven);
    if (!xcn.component(2).isEmpty()) {
      name.setFamily(xcn.component(2));
    }
    if (!xcn.component(6).isEmpty()) {
      name.addPrefix(xcn.component(6));
    }
    if (!name.isEmpty()) {
      practitioner.addName(name);
    }
    return practitioner;
  }
}
