package org.rapport.server.journal;

import static org.assertj.core.api.Assertions.assertThat;

import ca.uhn.fhir.jpa.api.dao.DaoRegistry;
import ca.uhn.fhir.rest.api.server.SystemRequestDetails;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.ZoneId;
import java.util.Date;
import java.util.Map;
import java.util.TreeMap;
import org.hl7.fhir.r4.model.Appointment;
import org.hl7.fhir.r4.model.AppointmentResponse;
import org.hl7.fhir.r4.model.Parameters;
import org.hl7.fhir.r4.model.Patient;
import org.hl7.fhir.r4.model.Reference;
import org.hl7.fhir.r4.model.Resource;
import org.hl7.fhir.r4.model.Task;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.rapport.server.OwnServer;
import org.rapport.server.config.RapportSettings;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.MapConfigurationPropertySource;
import org.springframework.jdbc.core.simple.JdbcClient;

/** All that waits for each receiver is counted, whatever of it is told and however much it is. */
class ReceiversShownIT extends OwnServer {
  private static final ZoneId ZONE = ZoneId.of("America/Toronto");

  @Autowired private DaoRegistry daos;
  @Autowired private JdbcClient jdbc;

  private ReceiversShown shown(Path folder) throws IOException {
    String file =
        Files.writeString(
                folder.resolve("senders.yaml"),
                """
                senders: []
                receivers:
                  - application: NORTH
                    appointment-system: urn:north
                  - application: SOUTH
                    appointment-system: urn:south
                    address: 127.0.0.1:7777
                  - application: WEB
                    new-visits: true
                """)
            .toString();
    RapportSettings settings =
        new Binder(new MapConfigurationPropertySource(Map.of("rapport.ehr.mllp", "127.0.0.1:6661")))
            .bindOrCreate("rapport", RapportSettings.class);
    return new ReceiversShown(new Senders(file, ZONE), settings, jdbc, file, ZONE, "");
  }

  private void write(Resource resource, String id) {
    resource.setId(id);
    daos.getResourceDao(resource.fhirType()).update(cast(resource), new SystemRequestDetails());
  }

  @SuppressWarnings("unchecked")
  private static <R extends Resource> R cast(Resource resource) {
    return (R) resource;
  }

  private void visit(String id, String... systems) {
    Appointment visit = new Appointment();
    visit.setStatus(Appointment.AppointmentStatus.BOOKED).setStart(new Date()).setEnd(new Date());
    for (String system : systems) {
      visit.addIdentifier().setSystem(system).setValue(id);
    }
    visit
        .addParticipant()
        .setActor(new Reference("Patient/told"))
        .setStatus(Appointment.ParticipationStatus.ACCEPTED);
    write(visit, id);
  }

  private void waits(String focus, String state, int times) {
    jdbc.sql(
            """
            insert into rapport.work_item (kind, patient, focus, due_at, state)
            select 'ehr-update', 'told', :focus, now() + interval '1 year', :state
            from generate_series(1, :times)""")
        .param("focus", focus)
        .param("state", state)
        .param("times", times)
        .update();
  }

  private Map<String, String> waiting(ReceiversShown shown) {
    Parameters answer = new Parameters();
    shown.addTo(answer);
    Map<String, String> waiting = new TreeMap<>();
    answer
        .getParameter()
        .forEach(
            one ->
                waiting.put(
                    one.getPart().get(0).getValue().primitiveValue(),
                    one.getPart().stream()
                        .filter(part -> part.getName().equals("waiting"))
                        .map(part -> part.getValue().primitiveValue())
                        .findFirst()
                        .orElseThrow()));
    return waiting;
  }

  @Test
  void eachItemCountsForWhoHearsOfItsVisit(@TempDir Path folder) throws IOException {
    write(new Patient(), "told");
    visit("told-north", "urn:north", "urn:other");
    visit("told-south", "urn:south");
    visit("told-new");
    AppointmentResponse response = new AppointmentResponse();
    response.setAppointment(new Reference("Appointment/told-south"));
    response.setActor(new Reference("Patient/told"));
    response.setParticipantStatus(AppointmentResponse.ParticipantStatus.ACCEPTED);
    write(response, "told-response");
    Task wish = new Task().setStatus(Task.TaskStatus.COMPLETED);
    wish.setFor(new Reference("Patient/told"));
    wish.setFocus(new Reference("Appointment/told-south"));
    write(wish, "told-wish");
    ReceiversShown shown = shown(folder);
    Map<String, String> before = waiting(shown);

    waits("Appointment/told-north/_history/1", "ready", 11_000);
    waits("Appointment/told-north/_history/1", "dead", 5);
    waits("Appointment/told-south/_history/1", "leased", 3);
    waits("AppointmentResponse/told-response", "ready", 4);
    waits("Task/told-wish", "ready", 2);
    waits("Appointment/told-new/_history/1", "ready", 250);
    waits("Appointment/nowhere/_history/1", "ready", 7);

    assertThat(before).containsOnlyKeys("NORTH:", "SOUTH:", "WEB:").containsValue("0");
    assertThat(waiting(shown))
        .containsEntry("NORTH:", "11000")
        .containsEntry("SOUTH:", "9")
        .containsEntry("WEB:", "250");
    jdbc.sql("delete from rapport.work_item where patient = 'told'").update();
  }
}
