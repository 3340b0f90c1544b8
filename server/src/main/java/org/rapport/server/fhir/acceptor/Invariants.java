package org.rapport.server.fhir.acceptor;

import java.util.Date;
import java.util.Map;
import java.util.Set;
import org.hl7.fhir.instance.model.api.IBase;
import org.hl7.fhir.r4.model.Appointment;
import org.hl7.fhir.r4.model.Appointment.AppointmentParticipantComponent;
import org.hl7.fhir.r4.model.BaseDateTimeType;
import org.hl7.fhir.r4.model.ContactPoint;
import org.hl7.fhir.r4.model.Extension;
import org.hl7.fhir.r4.model.Patient.ContactComponent;
import org.hl7.fhir.r4.model.Period;
import org.hl7.fhir.r4.model.Task;

/**
 * R4's invariants of the elements that are looked at, by their keys (the text of each stands in the
 * type's definition). An element with a key that is not here is left to the full validator.
 */
final class Invariants {
  /**
   * What holds by the shape of HAPI's model (ele-1), without contained resources, which are never
   * looked at (dom-2 to dom-5, ref-1), what is only a warning (dom-6), and what is looked at with
   * the narrative itself (txt-1, txt-2). Those of ppc speak of codes that no value set has.
   */
  private static final Set<String> GIVEN =
      Set.of(
          "ele-1", "dom-2", "dom-3", "dom-4", "dom-5", "dom-6", "ref-1", "txt-1", "txt-2", "ppc-2",
          "ppc-3", "ppc-4", "ppc-5");

  private static final Map<String, Look> LOOKS =
      Map.ofEntries(
          Map.entry("app-1", of(AppointmentParticipantComponent.class, Invariants::hasWho)),
          Map.entry("app-4", of(Appointment.class, visit -> !visit.hasCancelationReason())),
          Map.entry("cpt-2", of(ContactPoint.class, point -> point.hasSystem())),
          Map.entry("ext-1", of(Extension.class, e -> e.hasValue() != e.hasExtension())),
          Map.entry(
              "inv-1",
              of(
                  Task.class,
                  task -> inOrder(task.getAuthoredOnElement(), task.getLastModifiedElement()))),
          Map.entry("pat-1", of(ContactComponent.class, Invariants::hasContent)),
          Map.entry(
              "per-1",
              of(
                  Period.class,
                  period -> inOrder(period.getStartElement(), period.getEndElement()))));

  private Invariants() {}

  /** Whether an invariant needs no look. */
  static boolean isGiven(String key) {
    return GIVEN.contains(key);
  }

  /** The look at an invariant; {@link Look#UNSURE} where its key is not known here. */
  static Look of(String key) {
    return LOOKS.getOrDefault(key, Look.UNSURE);
  }

  private interface Holds<T> {
    boolean in(T value);
  }

  private static <T> Look of(Class<T> type, Holds<T> holds) {
    return (IBase value) -> type.isInstance(value) && holds.in(type.cast(value));
  }

  private static boolean hasWho(AppointmentParticipantComponent participant) {
    return participant.hasType() || participant.hasActor();
  }

  private static boolean hasContent(ContactComponent contact) {
    return contact.hasName()
        || contact.hasTelecom()
        || contact.hasAddress()
        || contact.hasOrganization();
  }

  // Two whole times of different exactness may be neither before nor after one another in FHIRPath.
  private static boolean inOrder(BaseDateTimeType from, BaseDateTimeType until) {
    if (!from.hasValue() || !until.hasValue()) {
      return true;
    }
    Date start = from.getValue();
    return from.getPrecision() == until.getPrecision()
        && from.getTimeZone() != null == (until.getTimeZone() != null)
        && !start.after(until.getValue());
  }
}
