package org.rapport.routes.ehr;

import ca.uhn.fhir.rest.client.api.IGenericClient;
import ca.uhn.fhir.rest.gclient.TokenClientParam;
import ca.uhn.fhir.rest.server.exceptions.PreconditionFailedException;
import java.util.List;
import java.util.function.Supplier;
import org.apache.camel.Exchange;
import org.hl7.fhir.r4.model.Appointment;
import org.hl7.fhir.r4.model.Appointment.AppointmentParticipantComponent;
import org.hl7.fhir.r4.model.Appointment.ParticipationStatus;
import org.hl7.fhir.r4.model.Bundle;
import org.hl7.fhir.r4.model.IdType;
import org.hl7.fhir.r4.model.Identifier;
import org.rapport.routes.rapport.PatientAnswer;
import org.rapport.routes.rapport.WorkExchange;
import org.rapport.terminology.OutcomeKind;

/**
 * Writes a patient's answer into the EHR's own Appointment: found by our identifier, the patient's
 * participant status set, put back with {@code If-Match}. When another writer was first, it is read
 * again.
 *
 * @see <a href="https://hl7.org/fhir/R4/http.html#concurrency">Managing resource contention</a>
 */
public class EhrAppointments {
  private static final TokenClientParam IDENTIFIER = new TokenClientParam("identifier");
  private static final int TRIES = 4;

  private final Supplier<IGenericClient> server;
  private final Supplier<IGenericClient> ehr;

  /**
   * A writer.
   *
   * @param server our own FHIR server
   * @param ehr the EHR's
   */
  public EhrAppointments(Supplier<IGenericClient> server, Supplier<IGenericClient> ehr) {
    this.server = server;
    this.ehr = ehr;
  }

  /** Writes the answer of the exchange's item. */
  public void write(Exchange exchange) {
    PatientAnswer answer = WorkExchange.item(exchange).answer();
    Appointment ours =
        server
            .get()
            .read()
            .resource(Appointment.class)
            .withId(new IdType(answer.appointment()).getIdPart())
            .execute();
    String id = find(ours.getIdentifier());
    for (int left = TRIES; ; left--) {
      try {
        put(id, status(answer));
        WorkExchange.outcome(exchange, OutcomeKind.SENT, null, "http-200");
        return;
      } catch (PreconditionFailedException another) {
        if (left <= 1) {
          throw another;
        }
      }
    }
  }

  private String find(List<Identifier> identifiers) {
    for (Identifier identifier : identifiers) {
      if (!identifier.hasSystem() || !identifier.hasValue()) {
        continue;
      }
      Bundle page =
          ehr.get()
              .search()
              .forResource(Appointment.class)
              .where(
                  IDENTIFIER
                      .exactly()
                      .systemAndIdentifier(identifier.getSystem(), identifier.getValue()))
              .returnBundle(Bundle.class)
              .execute();
      List<String> found =
          page.getEntry().stream()
              .map(Bundle.BundleEntryComponent::getResource)
              .filter(Appointment.class::isInstance)
              .map(resource -> resource.getIdElement().getIdPart())
              .toList();
      // Two of one identifier: whichever were written to might be the wrong one.
      if (found.size() == 1) {
        return found.get(0);
      }
    }
    throw new AppointmentNotFoundException();
  }

  private void put(String id, ParticipationStatus status) {
    Appointment theirs = ehr.get().read().resource(Appointment.class).withId(id).execute();
    List<AppointmentParticipantComponent> patients =
        theirs.getParticipant().stream().filter(EhrAppointments::isPatient).toList();
    if (patients.size() != 1) {
      throw new AppointmentNotFoundException();
    }
    if (patients.get(0).getStatus() == status) {
      return;
    }
    patients.get(0).setStatus(status);
    String version = theirs.getIdElement().getVersionIdPart();
    var update = ehr.get().update().resource(theirs).withId(id);
    if (version != null) {
      update.withAdditionalHeader("If-Match", "W/\"" + version + "\"");
    }
    update.execute();
  }

  private static boolean isPatient(AppointmentParticipantComponent participant) {
    return "Patient".equals(participant.getActor().getReferenceElement().getResourceType());
  }

  private static ParticipationStatus status(PatientAnswer answer) {
    return switch (answer.code()) {
      case "confirmed" -> ParticipationStatus.ACCEPTED;
      case "declined" -> ParticipationStatus.DECLINED;
      default -> ParticipationStatus.TENTATIVE;
    };
  }
}
