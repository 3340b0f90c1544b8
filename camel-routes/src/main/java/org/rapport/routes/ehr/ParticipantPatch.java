package org.rapport.routes.ehr;

import ca.uhn.fhir.rest.client.api.IGenericClient;
import ca.uhn.fhir.rest.server.exceptions.BaseServerResponseException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.Supplier;
import org.hl7.fhir.r4.model.Appointment;
import org.hl7.fhir.r4.model.Appointment.ParticipationStatus;
import org.hl7.fhir.r4.model.CapabilityStatement;
import org.hl7.fhir.r4.model.CodeType;
import org.hl7.fhir.r4.model.IdType;

/**
 * One patient's status in a visit of several, by JSON Patch: the others' are not even sent, so that
 * two answers at once do not undo each other. The patch tests that the participant is still the one
 * that was read.
 *
 * @see <a href="https://hl7.org/fhir/R4/http.html#patch">patch</a>
 */
final class ParticipantPatch {
  private static final String JSON_PATCH = "application/json-patch+json";

  /** How a server says that it knows no PATCH, or not this one. */
  private static final Set<Integer> UNKNOWN = Set.of(405, 415, 501);

  private final Supplier<IGenericClient> ehr;
  private final ObjectMapper json = new ObjectMapper();

  ParticipantPatch(Supplier<IGenericClient> ehr) {
    this.ehr = ehr;
  }

  /**
   * Sets it.
   *
   * @param patient the EHR's id of the patient
   * @throws AppointmentNotFoundException where the patient does not take part, or does so twice
   * @throws EhrRefusalException where the EHR has no such PATCH
   */
  void status(Appointment theirs, String patient, ParticipationStatus status) {
    int index = index(theirs, patient);
    var participant = theirs.getParticipant().get(index);
    if (participant.getStatus() == status) {
      return;
    }
    if (!mayPatch()) {
      throw new EhrRefusalException("no-patch", true);
    }
    String at = "/participant/" + index;
    ArrayNode patch = json.createArrayNode();
    patch
        .addObject()
        .put("op", "test")
        .put("path", at + "/actor/reference")
        .put("value", participant.getActor().getReference());
    patch
        .addObject()
        .put("op", participant.hasStatus() ? "replace" : "add")
        .put("path", at + "/status")
        .put("value", status.toCode());
    IdType id = theirs.getIdElement();
    var request =
        ehr.get().patch().withBody(patch.toString()).withId("Appointment/" + id.getIdPart());
    if (id.hasVersionIdPart()) {
      request.withAdditionalHeader("If-Match", "W/\"" + id.getVersionIdPart() + "\"");
    }
    try {
      request.execute();
    } catch (BaseServerResponseException refused) {
      if (UNKNOWN.contains(refused.getStatusCode())) {
        throw new EhrRefusalException("no-patch", true);
      }
      throw refused;
    }
  }

  private static int index(Appointment theirs, String patient) {
    List<Integer> found = new ArrayList<>();
    for (int i = 0; i < theirs.getParticipant().size(); i++) {
      var actor = theirs.getParticipant().get(i).getActor().getReferenceElement();
      if ("Patient".equals(actor.getResourceType()) && patient.equals(actor.getIdPart())) {
        found.add(i);
      }
    }
    if (found.size() != 1) {
      throw new AppointmentNotFoundException();
    }
    return found.get(0);
  }

  /** Asked for each, as it is rare, and an EHR learns with its next version. */
  private boolean mayPatch() {
    List<CodeType> formats;
    try {
      formats =
          ehr.get().capabilities().ofType(CapabilityStatement.class).execute().getPatchFormat();
    } catch (BaseServerResponseException hidden) {
      return true;
    }
    // Who says nothing may know it all the same, and says otherwise when asked.
    return formats.isEmpty()
        || formats.stream().anyMatch(format -> JSON_PATCH.equals(format.getValue()));
  }
}
