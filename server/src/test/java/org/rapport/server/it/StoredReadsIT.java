package org.rapport.server.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.net.http.HttpHeaders;
import java.util.Date;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import org.hl7.fhir.r4.model.Annotation;
import org.hl7.fhir.r4.model.Appointment;
import org.hl7.fhir.r4.model.AuditEvent;
import org.hl7.fhir.r4.model.CarePlan;
import org.hl7.fhir.r4.model.CodeableConcept;
import org.hl7.fhir.r4.model.Communication;
import org.hl7.fhir.r4.model.CommunicationRequest;
import org.hl7.fhir.r4.model.Consent;
import org.hl7.fhir.r4.model.DateTimeType;
import org.hl7.fhir.r4.model.DateType;
import org.hl7.fhir.r4.model.DecimalType;
import org.hl7.fhir.r4.model.Extension;
import org.hl7.fhir.r4.model.Narrative;
import org.hl7.fhir.r4.model.Patient;
import org.hl7.fhir.r4.model.Practitioner;
import org.hl7.fhir.r4.model.QuestionnaireResponse;
import org.hl7.fhir.r4.model.Reference;
import org.hl7.fhir.r4.model.RelatedPerson;
import org.hl7.fhir.r4.model.Resource;
import org.hl7.fhir.r4.model.StringType;
import org.hl7.fhir.r4.model.Task;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.rapport.server.it.FhirClient.Answer;

/**
 * A plain read leaves as it is stored, and nobody can tell: HAPI, which answers the same read with
 * a format in its address, says the same.
 */
@ExtendWith(SharedClinic.class)
class StoredReadsIT {
  private final FhirClient fhir;

  StoredReadsIT(Clinic clinic) {

    this.fhir = clinic.fhir();
  }

  @Test
  void isWhatHapiAnswers() {
    for (Resource resource : resources()) {
      String path = "/" + resource.fhirType() + "/" + fhir.create(resource);
      Answer stored = fhir.get(path);
      Answer parsed = fhir.get(path + "?_format=json");

      assertThat(isStored(stored)).as(path).isTrue();
      assertThat(isStored(parsed)).as(path).isFalse();
      assertThat(stored.body()).isEqualTo(parsed.body());
      assertThat(told(stored.headers())).isEqualTo(told(parsed.headers()));
    }
  }

  @Test
  void ofAVersionIsWhatHapiAnswers() {
    for (Resource resource : resources()) {
      String path = "/" + resource.fhirType() + "/" + fhir.create(resource);
      Resource changed = (Resource) fhir.get(path).as(resource.getClass());
      changed.setLanguage("fr");
      fhir.put(changed).accepted();
      for (String version : List.of("/_history/1", "/_history/2")) {
        Answer stored = fhir.get(path + version);
        Answer parsed = fhir.get(path + version + "?_format=json");

        assertThat(isStored(stored)).as(path).isTrue();
        assertThat(isStored(parsed)).as(path).isFalse();
        assertThat(stored.body()).isEqualTo(parsed.body());
        assertThat(told(stored.headers())).isEqualTo(told(parsed.headers()));
      }
      assertThat(fhir.get(path + "/_history/3").status()).isEqualTo(404);
    }
  }

  @Test
  void isInTheTrailAsEveryRead() {
    Reference patient = new Reference("Patient/" + fhir.create(new Patient()));
    for (Resource resource : ofEachType(patient)) {
      String path = resource.fhirType() + "/" + fhir.create(resource);
      assertThat(isStored(fhir.get("/" + path))).isTrue();
      assertThat(isStored(fhir.get("/" + path + "?_format=json"))).isFalse();

      List<AuditEvent> reads =
          fhir.search(AuditEvent.class, "entity=" + path + "&subtype=read&_sort=date");
      assertThat(reads).hasSize(2);
      assertThat(reads)
          .extracting(
              read -> read.getEntity().stream().map(e -> e.getWhat().getReference()).toList())
          .allSatisfy(what -> assertThat(what).contains(path, patient.getReference()));
      for (AuditEvent read : reads) {
        read.setId((String) null);
        read.setMeta(null);
        read.setRecorded(null);
      }
      assertThat(reads.get(0).equalsDeep(reads.get(1))).isTrue();
    }
  }

  @Test
  void whatNeedsMoreThanThatIsHapis() {
    Patient labelled = new Patient();
    labelled
        .getMeta()
        .addSecurity()
        .setSystem("http://terminology.hl7.org/CodeSystem/v3-Confidentiality")
        .setCode("R");
    String path = "/Patient/" + fhir.create(labelled);
    assertThat(isStored(fhir.get(path))).isFalse();
    assertThat(fhir.get(path).as(Patient.class).getMeta().getSecurity()).hasSize(1);

    String plain = "/Patient/" + fhir.create(new Patient().setActive(true));
    assertThat(isStored(fhir.get(plain))).isTrue();
    assertThat(fhir.get(plain).as(Patient.class).getActive()).isTrue();
    assertThat(fhir.get(plain + "?_format=xml").body()).startsWith("<Patient");
    // Beside the client's own, which asks for JSON: which of the two wins is HAPI's to say.
    Answer either =
        fhir.send("GET", plain, FhirClient.JSON, null, Map.of("Accept", "application/fhir+xml"));
    assertThat(either.status()).isEqualTo(200);
    assertThat(isStored(either)).isFalse();
    Answer same =
        fhir.send("GET", plain, FhirClient.JSON, null, Map.of("If-None-Match", "W/\"1\""));
    assertThat(same.status()).isEqualTo(304);
    assertThat(fhir.get(plain + "?_summary=true").body()).contains("SUBSETTED");
    assertThat(fhir.get("/Patient/" + UUID.randomUUID()).status()).isEqualTo(404);
    assertThat(fhir.get("/Practitioner/" + fhir.create(new Practitioner())).status())
        .isEqualTo(200);

    fhir.put(fhir.get(plain).as(Patient.class).setActive(false)).accepted();
    Answer changed = fhir.get(plain);
    assertThat(isStored(changed)).isTrue();
    assertThat(changed.as(Patient.class).getActive()).isFalse();
    assertThat(changed.headers().firstValue("ETag")).contains("W/\"2\"");
    fhir.delete(plain).accepted();
    assertThat(fhir.get(plain).status()).isEqualTo(410);
    assertThat(fhir.anonymous("GET", "/fhir" + path, FhirClient.JSON, null).status())
        .isEqualTo(401);
  }

  private List<Resource> resources() {
    Patient patient = new Patient();
    patient.setText(new Narrative());
    patient.getText().setStatus(Narrative.NarrativeStatus.GENERATED);
    patient.getText().setDivAsString("<div><p>A &amp; B, é \ud83d\ude00 &#160;</p></div>");
    patient.addName().setFamily("O'Neil \"Ted\" \\ \ud83d\ude00\n\u00e9\u2028").addGiven("Zoë");
    patient.setBirthDateElement(new DateType("1974"));
    patient.addExtension(new Extension("http://clinic.example/weight", new DecimalType("70.500")));
    patient
        .getNameFirstRep()
        .getFamilyElement()
        .addExtension(new Extension("http://clinic.example/said", new StringType("x")));
    Practitioner within = new Practitioner();
    within.setId("within");
    within.addName().setText("Dr. A");
    patient.addContained(within);
    patient.addGeneralPractitioner(new Reference("#within"));
    Reference of = new Reference("Patient/" + fhir.create(new Patient()));
    return List.of(patient, message(of), visit(of), task(of));
  }

  /** One of each type that is answered so, but for Patient. */
  private static List<Resource> ofEachType(Reference patient) {
    Consent consent = new Consent().setStatus(Consent.ConsentState.ACTIVE).setPatient(patient);
    consent.getScope().setText("a");
    consent.addCategory().setText("a");
    return List.of(
        message(patient),
        visit(patient),
        task(patient),
        consent,
        new CommunicationRequest()
            .setStatus(CommunicationRequest.CommunicationRequestStatus.DRAFT)
            .setSubject(patient)
            .addRecipient(patient),
        new CarePlan()
            .setStatus(CarePlan.CarePlanStatus.DRAFT)
            .setIntent(CarePlan.CarePlanIntent.PLAN)
            .setSubject(patient),
        new QuestionnaireResponse()
            .setStatus(QuestionnaireResponse.QuestionnaireResponseStatus.COMPLETED)
            .setSubject(patient),
        new RelatedPerson().setPatient(patient));
  }

  private static Communication message(Reference patient) {
    Communication message = new Communication();
    message.setStatus(Communication.CommunicationStatus.COMPLETED).setSubject(patient);
    message.addRecipient(patient).setSentElement(new DateTimeType("2026-01-01T10:00:00.120+05:30"));
    message.addPayload().setContent(new StringType("<b>1 < 2 & 3</b>"));
    return message;
  }

  private static Appointment visit(Reference patient) {
    Appointment visit = new Appointment();
    visit.setStatus(Appointment.AppointmentStatus.BOOKED).setStart(new Date(4_000_000_000_000L));
    visit.addParticipant().setActor(patient).setStatus(Appointment.ParticipationStatus.ACCEPTED);
    return visit;
  }

  private static Task task(Reference patient) {
    Task task = new Task();
    task.setStatus(Task.TaskStatus.REQUESTED).setIntent(Task.TaskIntent.ORDER).setFor(patient);
    task.addNote(new Annotation().setText("Line\n\tand **more**"));
    task.addInput()
        .setType(new CodeableConcept().setText("a"))
        .setValue(new DecimalType(new BigDecimal("1.0E-3")));
    return task;
  }

  // HAPI sends what it encodes piece by piece, and does not know its length.
  private static boolean isStored(Answer answer) {
    return answer.status() == 200 && answer.headers().firstValue("Content-Length").isPresent();
  }

  private static Map<String, List<String>> told(HttpHeaders headers) {
    Map<String, List<String>> told = new TreeMap<>(headers.map());
    List.of("content-length", "transfer-encoding", "x-request-id", "date").forEach(told::remove);
    return told;
  }
}
