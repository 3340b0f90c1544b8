package org.rapport.routes.intake.siu;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import org.hl7.fhir.r4.model.Device;
import org.hl7.fhir.r4.model.Device.DeviceNameType;
import org.hl7.fhir.r4.model.Location;
import org.hl7.fhir.r4.model.Reference;
import org.hl7.fhir.r4.model.Schedule;
import org.rapport.routes.intake.hl7.Hl7Field;
import org.rapport.routes.intake.hl7.Hl7Message;
import org.rapport.routes.intake.hl7.Hl7Segment;
import org.rapport.routes.intake.sender.SenderProfile;

/**
 * AIL, AIP and AIG to the Schedule whose actors they are. HL7 v2 has no identifier of a schedule
 * that senders keep to (SCH-5 is free), so the actors are its identity.
 */
final class MapSchedule {
  private MapSchedule() {}

  /** Places, people and things that a message is about; each once, in the order of their kinds. */
  static List<SharedResource> actors(Hl7Message message, SenderProfile sender) {
    Map<String, SharedResource> actors = new LinkedHashMap<>();
    List<SharedResource> all = new ArrayList<>(MapParticipants.locations(message, sender));
    all.addAll(MapParticipants.practitioners(message, sender));
    all.addAll(general(message, sender));
    all.forEach(one -> actors.putIfAbsent(one.fullUrl(), one));
    return List.copyOf(actors.values());
  }

  /** The Schedule of these actors; made once, and then whoever runs the clinic may add to it. */
  static SharedResource schedule(List<SharedResource> actors, SenderProfile sender) {
    String value =
        NameBasedId.ofIdentifier(
            sender.scheduleSystem(),
            actors.stream().map(SharedResource::fullUrl).sorted().collect(Collectors.joining(" ")));
    Schedule schedule = new Schedule().setActive(true);
    schedule.addIdentifier().setSystem(sender.scheduleSystem()).setValue(value);
    actors.forEach(one -> schedule.addActor(new Reference(one.fullUrl())));
    return new SharedResource(schedule, sender.scheduleSystem(), value);
  }

  // By the guide AIG-3 is a place where AIG-4 says so; the rest is equipment.
  private static List<SharedResource> general(Hl7Message message, SenderProfile sender) {
    List<SharedResource> general = new ArrayList<>();
    for (Hl7Segment aig : message.all("AIG")) {
      Hl7Field resource = aig.field(3);
      String value = resource.component(1);
      if (!value.isEmpty()) {
        String name = resource.component(2).isEmpty() ? value : resource.component(2);
        general.add(
            isPlace(aig.field(4)) ? place(value, name, sender) : thing(value, name, sender));
      }
    }
    return general;
  }

  private static boolean isPlace(Hl7Field type) {
    String words = (type.component(1) + ' ' + type.component(2)).toUpperCase(Locale.ROOT);
    return words.contains("LOC") || words.contains("ROOM");
  }

  private static SharedResource place(String value, String name, SenderProfile sender) {
    Location location = new Location().setName(name);
    location.addIdentifier().setSystem(sender.locationSystem()).setValue(value);
    sender.ownZone().ifPresent(zone -> VisitClock.write(location, zone.getId()));
    return new SharedResource(location, sender.locationSystem(), value);
  }

  private static SharedResource thing(String value, String name, SenderProfile sender) {
    Device device = new Device();
    device.addIdentifier().setSystem(sender.deviceSystem()).setValue(value);
    device.addDeviceName().setName(name).setType(DeviceNameType.USERFRIENDLYNAME);
    return new SharedResource(device, sender.deviceSystem(), value);
  }
}
