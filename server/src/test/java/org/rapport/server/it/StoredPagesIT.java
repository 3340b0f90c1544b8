package org.rapport.server.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.util.Date;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.regex.Pattern;
import org.hl7.fhir.r4.model.Appointment;
import org.hl7.fhir.r4.model.AuditEvent;
import org.hl7.fhir.r4.model.Bundle;
import org.hl7.fhir.r4.model.DateTimeType;
import org.hl7.fhir.r4.model.Patient;
import org.hl7.fhir.r4.model.Practitioner;
import org.hl7.fhir.r4.model.Reference;
import org.hl7.fhir.r4.model.Task;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.rapport.server.it.FhirClient.Answer;

/**
 * A page of a search leaves as its resources are stored, and nobody can tell: HAPI, which makes the
 * same page anew where a shape is asked for, says the same.
 */
@ExtendWith(SharedClinic.class)
class StoredPagesIT {
  private static final Pattern NEXT =
      Pattern.compile("\"relation\":\"next\",\"url\":\"[^\"]*/fhir(\\?[^\"]*)\"");

  private final Clinic clinic;
  private final FhirClient fhir;
  private final String tag = "urn:pages:" + UUID.randomUUID();

  StoredPagesIT(Clinic clinic) {
    this.clinic = clinic;
    this.fhir = clinic.fhir();
  }

  @Test
  void isWhatHapiAnswers() {
    Reference patient = patient("Zo\u00eb \"Ted\" \\ \u2028 \ud83d\ude00");
    visit(patient, "<b>1 & 2</b>");
    visit(patient, "\n");
    for (String search :
        List.of(
            "/Appointment?patient=" + patient.getReference(),
            "/Appointment?_include=Appointment:patient&patient=" + patient.getReference(),
            "/Patient?_revinclude=Appointment:patient&identifier=" + tag + "%7C1",
            "/Patient?identifier=" + tag + "%7C1",
            "/Patient?identifier=" + tag + "%7Cnobody")) {
      Answer stored = fhir.get(search);
      Answer parsed = fhir.get(search + "&_summary=false");

      assertThat(stored.status()).isEqualTo(200);
      assertThat(entries(stored)).isEqualTo(entries(parsed));
      assertThat(told(stored)).isEqualTo(told(parsed));
      assertThat(total(stored)).isEqualTo(total(parsed));
    }
  }

  @Test
  void isWhatIsStored() throws Exception {
    Reference patient = patient("Ada");
    String id = visit(patient, "x");
    // As HAPI would never write it.
    spaced(id);

    String search = "/Appointment?patient=" + patient.getReference();
    assertThat(fhir.get(search).body()).contains(" \"status\":\"booked\"");
    Answer posted =
        fhir.send(
            "POST",
            "/Appointment/_search",
            "application/x-www-form-urlencoded",
            "patient=" + patient.getReference());
    assertThat(posted.body()).contains(" \"status\":\"booked\"");
    for (String shaped :
        List.of("&_summary=false", "&_pretty=true", "&_elements=status", "&_summary=data")) {
      assertThat(fhir.get(search + shaped).body())
          .contains("\"booked\"")
          .doesNotContain("  \"status\":\"booked\"");
    }
    assertThat(fhir.get(search + "&_format=xml").body()).contains("<status value=\"booked\"/>");
    assertThat(fhir.get(search + "&_summary=count").as(Bundle.class).getTotal()).isEqualTo(1);
  }

  @Test
  void furtherPagesAreTheSame() {
    Reference patient = patient("Ada");
    for (int i = 0; i < 5; i++) {
      visit(patient, "visit " + i);
    }
    String search = "/Appointment?_sort=date&_count=2&patient=" + patient.getReference();
    String stored = search;
    String parsed = search + "&_summary=false";
    int pages = 0;
    while (stored != null) {
      Answer page = fhir.get(stored);
      assertThat(entries(page)).isEqualTo(entries(fhir.get(parsed)));
      parsed = next(fhir.get(parsed));
      stored = next(page);
      pages++;
    }
    assertThat(pages).isEqualTo(3);
    assertThat(parsed).isNull();
  }

  @Test
  void onlySearchesWithAFurtherPageAreKept() throws Exception {
    Reference patient = patient("Ada");
    for (int i = 0; i < 3; i++) {
      visit(patient, "visit " + i);
    }
    String search = "/Appointment?_sort=date&patient=" + patient.getReference();
    for (String whole :
        List.of(
            search,
            search + "&_count=3",
            search + "&_count=50&_total=accurate",
            search + "&status=fulfilled",
            search + "&_include=Appointment:patient",
            search + "&_summary=count")) {
      Answer page = fhir.get(whole).accepted();
      assertThat(next(page)).as(whole).isNull();
      assertThat(kept(page)).as(whole).isZero();
    }
    assertThat(fhir.get(search + "&_count=3").as(Bundle.class).getTotal()).isEqualTo(3);
    assertThat(fhir.get(search + "&status=fulfilled").as(Bundle.class).getTotal()).isZero();
    assertThat(fhir.get(search + "&date=nonsense").status()).isEqualTo(400);

    for (String longer :
        List.of(search + "&_count=2", search + "&_count=2&_total=accurate", search + "&_count=1")) {
      Answer page = fhir.get(longer).accepted();
      assertThat(next(page)).as(longer).isNotNull();
      assertThat(kept(page)).as(longer).isEqualTo(1);
    }
  }

  private long kept(Answer page) throws Exception {
    try (Connection database = EmbeddedData.of(clinic.data());
        PreparedStatement asked =
            database.prepareStatement(
                "select count(*) from public.hfj_search where search_uuid = ?")) {
      asked.setString(1, page.as(Bundle.class).getIdPart());
      try (ResultSet counted = asked.executeQuery()) {
        counted.next();
        return counted.getLong(1);
      }
    }
  }

  @Test
  void labelledAndOtherResourcesStandBeside() {
    Patient labelled = new Patient();
    labelled.addIdentifier().setSystem(tag).setValue("labelled");
    labelled
        .getMeta()
        .addSecurity()
        .setSystem("http://terminology.hl7.org/CodeSystem/v3-Confidentiality")
        .setCode("R");
    String id = fhir.create(labelled);
    patient("plain");
    String doctor = fhir.create(new Practitioner().setActive(true));
    Task task = new Task();
    task.setStatus(Task.TaskStatus.REQUESTED).setIntent(Task.TaskIntent.ORDER);
    task.setFor(new Reference("Patient/" + id))
        .setRequester(new Reference("Practitioner/" + doctor));
    fhir.create(task);

    String all = "/Patient?_sort=_lastUpdated&identifier=" + tag + "%7C";
    assertThat(entries(fhir.get(all))).isEqualTo(entries(fhir.get(all + "&_summary=false")));
    assertThat(fhir.get(all).as(Bundle.class).getEntry()).hasSize(2);
    String tasks = "/Task?_include=Task:requester&_include=Task:patient&patient=Patient/" + id;
    assertThat(entries(fhir.get(tasks))).isEqualTo(entries(fhir.get(tasks + "&_summary=false")));
    assertThat(fhir.get(tasks).as(Bundle.class).getEntry()).hasSize(3);
  }

  @Test
  void isInTheTrailAsEverySearch() {
    Reference patient = patient("Ada");
    visit(patient, "x");
    String search = "/Appointment?patient=" + patient.getReference();
    fhir.get(search).accepted();
    fhir.get(search + "&_summary=false").accepted();

    List<AuditEvent> trail =
        fhir.search(AuditEvent.class, "entity=" + patient.getReference() + "&subtype=search-type");
    assertThat(trail).hasSize(2);
    assertThat(
            trail
                .get(0)
                .getAgent()
                .get(0)
                .getWho()
                .equalsDeep(trail.get(1).getAgent().get(0).getWho()))
        .isTrue();
  }

  @Test
  void insideABatchItIsMadeByHapi() {
    Reference patient = patient("Ada");
    visit(patient, "x");
    Bundle batch = new Bundle().setType(Bundle.BundleType.BATCH);
    batch
        .addEntry()
        .getRequest()
        .setMethod(Bundle.HTTPVerb.GET)
        .setUrl("Appointment?patient=" + patient.getReference());
    Bundle answer = fhir.post("", batch).accepted().as(Bundle.class);
    Bundle page = (Bundle) answer.getEntryFirstRep().getResource();
    Appointment visit = (Appointment) page.getEntryFirstRep().getResource();
    assertThat(visit.getStatus()).isEqualTo(Appointment.AppointmentStatus.BOOKED);
    assertThat(visit.getLanguage()).isNull();
  }

  private Reference patient(String family) {
    Patient patient = new Patient();
    patient.addIdentifier().setSystem(tag).setValue("1");
    patient.addName().setFamily(family);
    return new Reference("Patient/" + fhir.create(patient));
  }

  private String visit(Reference patient, String comment) {
    Appointment visit = new Appointment();
    visit.setStatus(Appointment.AppointmentStatus.BOOKED).setStart(new Date(4_000_000_000_000L));
    visit.setComment("About " + comment + ".").setCreatedElement(new DateTimeType("2026-01"));
    visit.addParticipant().setActor(patient).setStatus(Appointment.ParticipationStatus.ACCEPTED);
    return fhir.create(visit);
  }

  private void spaced(String id) throws Exception {
    try (Connection database = EmbeddedData.of(clinic.data());
        PreparedStatement change =
            database.prepareStatement(
                "update public.hfj_res_ver v set res_text_vc ="
                    + " replace(res_text_vc, '\"status\":\"booked\"', '  \"status\":\"booked\"')"
                    + " from public.hfj_resource r where r.res_id = v.res_id and r.fhir_id = ?")) {
      change.setString(1, id);
      assertThat(change.executeUpdate()).isEqualTo(1);
    }
  }

  private static String entries(Answer page) {
    int entries = page.body().indexOf("\"entry\":[");
    return entries < 0 ? "" : page.body().substring(entries);
  }

  private static String total(Answer page) {
    return page.body().replaceAll("(?s).*?(\"total\":\\d+)?,\"link\".*", "$1");
  }

  private static String next(Answer page) {
    var next = NEXT.matcher(page.body());
    return next.find() ? next.group(1) : null;
  }

  private static Map<String, List<String>> told(Answer page) {
    return page.headers().map().entrySet().stream()
        .filter(
            header ->
                !List.of(
                        "content-length",
                        "transfer-encoding",
                        "x-request-id",
                        "date",
                        "last-modified")
                    .contains(header.getKey()))
        .collect(java.util.stream.Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue));
  }
}
