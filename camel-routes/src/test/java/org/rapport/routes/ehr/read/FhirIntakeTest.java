package org.rapport.routes.ehr.read;

import static com.github.tomakehurst.wiremock.client.WireMock.aResponse;
import static com.github.tomakehurst.wiremock.client.WireMock.anyUrl;
import static com.github.tomakehurst.wiremock.client.WireMock.equalTo;
import static com.github.tomakehurst.wiremock.client.WireMock.getRequestedFor;
import static com.github.tomakehurst.wiremock.client.WireMock.urlPathEqualTo;
import static com.github.tomakehurst.wiremock.core.WireMockConfiguration.options;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.rapport.routes.ehr.read.EhrFixture.PATIENT;
import static org.rapport.routes.ehr.read.EhrFixture.resource;
import static org.rapport.routes.ehr.read.EhrFixture.sample;

import com.github.tomakehurst.wiremock.junit5.WireMockExtension;
import java.util.List;
import org.hl7.fhir.r4.model.Appointment;
import org.hl7.fhir.r4.model.Appointment.AppointmentStatus;
import org.hl7.fhir.r4.model.Appointment.ParticipationStatus;
import org.hl7.fhir.r4.model.Binary;
import org.hl7.fhir.r4.model.ContactPoint;
import org.hl7.fhir.r4.model.Identifier;
import org.hl7.fhir.r4.model.IntegerType;
import org.hl7.fhir.r4.model.Location;
import org.hl7.fhir.r4.model.Patient;
import org.hl7.fhir.r4.model.Practitioner;
import org.hl7.fhir.r4.model.Provenance;
import org.hl7.fhir.r4.model.StringType;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.rapport.profiles.Extensions;
import org.rapport.routes.ehr.read.FhirIntake.Effect;
import org.rapport.routes.intake.fhir.UnmappableResourceException;

/** What an EHR says by FHIR becomes what we keep, once and in order. */
class FhirIntakeTest {
  @RegisterExtension
  static final WireMockExtension PEER =
      WireMockExtension.newInstance().options(options().dynamicPort()).build();

  private EhrFixture ehr;

  @BeforeEach
  void people() {
    ehr = new EhrFixture(PEER);
    ehr.has(PATIENT);
    ehr.has(
        """
        {"resourceType": "Location", "id": "1", "name": "South Wing, second floor",
         "extension": [{"url": "http://hl7.org/fhir/StructureDefinition/timezone",
           "valueCode": "America/Halifax"}],
         "managingOrganization": {"reference": "Organization/f001"}}""");
    ehr.has(
        """
        {"resourceType": "Practitioner", "id": "example",
         "name": [{"family": "Careful", "given": ["Adam"]}]}""");
  }

  @Test
  void theSpecificationsExampleIsKeptWithWhomAndWhereItIs() {
    ehr.has(sample("Appointment-example.json"));

    assertThat(ehr.lookUp("Appointment/example")).isEqualTo(Effect.APPLIED);

    Appointment visit = ehr.visit();
    assertThat(visit.getStatus()).isEqualTo(AppointmentStatus.BOOKED);
    assertThat(visit.getStartElement().getValueAsString()).isEqualTo("2013-12-10T09:00:00Z");
    assertThat(visit.getServiceTypeFirstRep().getCodingFirstRep().getDisplay())
        .isEqualTo("General Discussion");
    assertThat(visit.getIdentifier())
        .extracting(Identifier::getSystem, Identifier::getValue)
        .containsExactly(
            org.assertj.core.api.Assertions.tuple(ehr.base.system("Appointment"), "example"));
    assertThat(visit.hasReasonReference()).isFalse();
    assertThat(visit.hasBasedOn()).isFalse();
    Patient patient = ehr.store.all(Patient.class).get(0);
    assertThat(patient.getNameFirstRep().getFamily()).isEqualTo("Chalmers");
    assertThat(patient.getExtension()).isEmpty();
    assertThat(patient.getMeta().getSecurityFirstRep().getCode()).isEqualTo("N");
    Location place = ehr.store.all(Location.class).get(0);
    assertThat(place.getName()).startsWith("South Wing");
    assertThat(place.getExtensionByUrl(Extensions.TIMEZONE).getValue().primitiveValue())
        .isEqualTo("America/Halifax");
    assertThat(place.hasManagingOrganization()).isFalse();
    assertThat(visit.getParticipant())
        .extracting(one -> one.getActor().getReference())
        .containsExactly(
            "Patient/" + patient.getIdElement().getIdPart(),
            "Practitioner/" + ehr.store.all(Practitioner.class).get(0).getIdElement().getIdPart(),
            "Location/" + place.getIdElement().getIdPart());
    assertThat(ehr.store.all(Binary.class)).hasSize(1);
    Provenance provenance = ehr.store.all(Provenance.class).get(0);
    assertThat(provenance.getActivity().getText()).contains("References to the EHR's clinical");
    assertThat(provenance.getTarget()).hasSize(2);
    PEER.verify(
        getRequestedFor(urlPathEqualTo("/r4/Appointment/example"))
            .withHeader("Authorization", equalTo("Bearer ours")));
  }

  @Test
  void whatTheEhrDoesNotShowIsANameAtMost() {
    ehr.has(sample("Appointment-2docs.json"));
    PEER.stubFor(resource("Practitioner/f202").willReturn(aResponse().withStatus(403)));

    assertThat(ehr.lookUp("Appointment/2docs")).isEqualTo(Effect.APPLIED);

    assertThat(ehr.visit().getParticipant())
        .extracting(one -> one.getActor().hasReference(), one -> one.getActor().getDisplay())
        .contains(
            org.assertj.core.api.Assertions.tuple(false, "Luigi Maas"),
            org.assertj.core.api.Assertions.tuple(false, "Phone Call"));
    assertThat(ehr.store.all(Practitioner.class)).hasSize(1);
  }

  @Test
  void aRequestThatHasNoTimeYetIsKeptAsOne() {
    ehr.has(sample("Appointment-examplereq.json"));

    ehr.lookUp("Appointment/examplereq");

    assertThat(ehr.visit().getStatus()).isEqualTo(AppointmentStatus.PROPOSED);
    assertThat(ehr.visit().hasStart()).isFalse();
    assertThat(ehr.visit().getRequestedPeriodFirstRep().getStart()).isNotNull();
    assertThat(ehr.visit().getIdentifier()).hasSize(2);
    assertThat(ehr.visit().hasSlot()).isFalse();
  }

  @Test
  void theSameVersionAgainChangesNothing_norDoesAnOlderOne() {
    ehr.has(visit("booked", "2", "2027-03-01T10:00:00Z", ""));
    ehr.lookUp("Appointment/a");

    assertThat(ehr.lookUp("Appointment/a")).isEqualTo(Effect.UNCHANGED);
    ehr.has(visit("cancelled", "1", "2027-03-01T09:00:00Z", ""));
    assertThat(ehr.lookUp("Appointment/a")).isEqualTo(Effect.OLDER);
    assertThat(ehr.visit().getStatus()).isEqualTo(AppointmentStatus.BOOKED);
    assertThat(ehr.store.commits()).isEqualTo(1);

    ehr.has(visit("cancelled", "3", "2027-03-01T11:00:00Z", ""));
    assertThat(ehr.lookUp("Appointment/a")).isEqualTo(Effect.APPLIED);
    assertThat(ehr.visit().getStatus()).isEqualTo(AppointmentStatus.CANCELLED);
    assertThat(ehr.store.all(Location.class)).isEmpty();
  }

  @Test
  void anEhrThatSaysNoVersionIsAppliedWhenItSaysSomethingNew() {
    ehr.has(visit("booked", "", "", ""));
    ehr.lookUp("Appointment/a");

    assertThat(ehr.lookUp("Appointment/a")).isEqualTo(Effect.UNCHANGED);
    ehr.has(visit("noshow", "", "", ""));
    assertThat(ehr.lookUp("Appointment/a")).isEqualTo(Effect.APPLIED);
    assertThat(ehr.visit().getStatus()).isEqualTo(AppointmentStatus.NOSHOW);
  }

  @ParameterizedTest
  @CsvSource({"404", "410"})
  void whatIsGoneThereIsEnteredInError_andComesBackAsItWas(int status) {
    ehr.has(visit("booked", "2", "2027-03-01T10:00:00Z", ""));
    ehr.lookUp("Appointment/a");
    PEER.stubFor(resource("Appointment/a").willReturn(aResponse().withStatus(status)));

    assertThat(ehr.lookUp("Appointment/a")).isEqualTo(Effect.DELETED);
    assertThat(ehr.visit().getStatus()).isEqualTo(AppointmentStatus.ENTEREDINERROR);
    assertThat(ehr.lookUp("Appointment/a")).isEqualTo(Effect.UNCHANGED);

    ehr.has(visit("booked", "2", "2027-03-01T10:00:00Z", ""));
    assertThat(ehr.lookUp("Appointment/a")).isEqualTo(Effect.APPLIED);
    assertThat(ehr.visit().getStatus()).isEqualTo(AppointmentStatus.BOOKED);
  }

  @Test
  void whatWasNeverHereIsNothingWhenItIsGone_norIsAVisitOfNobody() {
    PEER.stubFor(resource("Appointment/x").willReturn(aResponse().withStatus(404)));
    assertThat(ehr.lookUp("Appointment/x")).isEqualTo(Effect.IGNORED);
    ehr.has(
        """
        {"resourceType": "Appointment", "id": "block", "status": "booked",
         "start": "2027-03-09T14:30:00Z", "end": "2027-03-09T15:00:00Z",
         "participant": [{"actor": {"reference": "Location/1"}, "status": "accepted"}]}""");
    assertThat(ehr.lookUp("Appointment/block")).isEqualTo(Effect.IGNORED);
    assertThat(ehr.store.commits()).isZero();
  }

  @Test
  void anotherHostIsNeverAsked() {
    ehr.has(
        visit("booked", "1", "2027-03-01T10:00:00Z", "")
            .replace("\"Patient/example\"", "\"" + PEER.baseUrl() + "/elsewhere/Patient/example\"")
            .replace("\"Location/1\"", "\"http://169.254.169.254/Location/1\""));

    assertThat(ehr.lookUp("Appointment/a")).isEqualTo(Effect.IGNORED);

    PEER.verify(1, getRequestedFor(anyUrl()));
  }

  @Test
  void aPatientWhoCannotBeReadKeepsTheVisitWaiting() {
    ehr.has(visit("booked", "1", "2027-03-01T10:00:00Z", ""));
    PEER.stubFor(resource("Patient/example").willReturn(aResponse().withStatus(503)));

    assertThatThrownBy(() -> ehr.lookUp("Appointment/a"))
        .isInstanceOfSatisfying(
            EhrAnswerException.class, refused -> assertThat(refused.passes()).isTrue());
    assertThat(ehr.store.commits()).isZero();
  }

  @ParameterizedTest
  @CsvSource({
    "'\"start\": \"2027-03-09T14:30:00Z\",', '', appointment-start-missing",
    "'\"status\": \"booked\",', '', appointment-status-missing",
    "'\"status\": \"booked\",', '\"status\": \"confirmed by phone\",', appointment-status-missing",
    "'\"status\": \"booked\",', '\"status\": \"booked\", \"modifierExtension\": [{\"url\": \"http://e.org/not\", \"valueBoolean\": true}],', appointment-modifier-extension"
  })
  void whatWeMayNotGuessIsRefused(String part, String instead, String code) {
    ehr.has(visit("booked", "1", "2027-03-01T10:00:00Z", "").replace(part, instead));

    assertThatThrownBy(() -> ehr.lookUp("Appointment/a"))
        .isInstanceOfSatisfying(
            UnmappableResourceException.class,
            refused -> assertThat(refused.code()).isEqualTo(code));
  }

  @Test
  void oneOddCodeDoesNotCostTheVisit_norDoesAMissingEnd() {
    ehr.has(PATIENT.replace("\"male\"", "\"M\""));
    ehr.has(
        visit("booked", "1", "2027-03-01T10:00:00Z", "")
            .replace("\"end\": \"2027-03-09T15:00:00Z\",", "\"minutesDuration\": 45,"));

    assertThat(ehr.lookUp("Appointment/a")).isEqualTo(Effect.APPLIED);

    assertThat(ehr.visit().getEnd().toInstant()).isEqualTo("2027-03-09T15:15:00Z");
    assertThat(ehr.store.all(Patient.class).get(0).hasGender()).isFalse();
  }

  @Test
  void whatThePatientToldUsHolds_untilTheVisitMoves() {
    ehr.has(visit("booked", "1", "2027-03-01T10:00:00Z", ""));
    ehr.lookUp("Appointment/a");
    Appointment answered = ehr.visit();
    answered.getParticipantFirstRep().setStatus(ParticipationStatus.DECLINED);
    ehr.store.save(answered);

    ehr.has(visit("booked", "2", "2027-03-01T11:00:00Z", "\"comment\": \"fasting\","));
    ehr.lookUp("Appointment/a");
    assertThat(ehr.visit().getParticipantFirstRep().getStatus())
        .isEqualTo(ParticipationStatus.DECLINED);

    ehr.has(
        visit("booked", "3", "2027-03-01T12:00:00Z", "").replace("2027-03-09T14", "2027-03-09T13"));
    ehr.lookUp("Appointment/a");
    assertThat(ehr.visit().getParticipantFirstRep().getStatus())
        .isEqualTo(ParticipationStatus.NEEDSACTION);
    assertThat(ehr.visit().hasComment()).isFalse();
  }

  @Test
  void whatWeKnowOfATelephoneStays_andWhoHadTheNumberBeforeIsThePatient() {
    Patient known = new Patient();
    known.setId("ours");
    known.addIdentifier().setSystem("urn:oid:1.2.36.146.595.217.0.1").setValue("12345");
    ContactPoint confidential =
        known
            .addTelecom()
            .setSystem(ContactPoint.ContactPointSystem.EMAIL)
            .setValue("only@example.org");
    confidential.addExtension(Extensions.CONFIDENTIAL_CONTACT, new StringType("x"));
    known
        .addTelecom()
        .setSystem(ContactPoint.ContactPointSystem.PHONE)
        .setValue("+1 416 555 0142")
        .setRank(3);
    ehr.store.save(known);
    ehr.has(visit("booked", "1", "2027-03-01T10:00:00Z", ""));

    ehr.lookUp("Appointment/a");

    assertThat(ehr.visit().getParticipantFirstRep().getActor().getReference())
        .isEqualTo("Patient/ours");
    Patient patient = ehr.store.all(Patient.class).get(0);
    assertThat(patient.getTelecom())
        .extracting(ContactPoint::getValue)
        .containsExactly("only@example.org", "+1 416 555 0142");
    assertThat(patient.getTelecom().get(1).getRankElement())
        .extracting(IntegerType::getValue)
        .isEqualTo(3);
  }

  @Test
  void anIdentifierOfASeriesDoesNotMakeTwoVisitsOne() {
    String series = "\"identifier\": [{\"system\": \"urn:order\", \"value\": \"7\"}],";
    ehr.has(visit("booked", "1", "2027-03-01T10:00:00Z", series));
    ehr.has(
        visit("booked", "1", "2027-03-01T10:00:00Z", series)
            .replace("\"id\": \"a\"", "\"id\": \"b\""));
    ehr.lookUp("Appointment/a");
    ehr.lookUp("Appointment/b");

    assertThat(ehr.store.all(Appointment.class)).hasSize(2);
  }

  @Test
  void aVisitThatAnotherDoorBroughtIsTheSame() {
    Appointment booked = new Appointment().setStatus(AppointmentStatus.BOOKED);
    booked.setId("ours");
    booked.addIdentifier().setSystem("urn:order").setValue("7");
    ehr.store.save(booked);
    ehr.has(
        visit(
            "arrived",
            "1",
            "2027-03-01T10:00:00Z",
            "\"identifier\": [{\"system\": \"urn:order\", \"value\": \"7\"}],"));

    ehr.lookUp("Appointment/a");

    assertThat(ehr.visit().getIdElement().getIdPart()).isEqualTo("ours");
    assertThat(ehr.visit().getStatus()).isEqualTo(AppointmentStatus.ARRIVED);
  }

  @Test
  void aPatientIsReadWhereAVisitIsKnown_andNobodyElse() {
    assertThat(ehr.lookUp("Patient/example")).isEqualTo(Effect.IGNORED);
    PEER.verify(0, getRequestedFor(anyUrl()));
    ehr.has(visit("booked", "1", "2027-03-01T10:00:00Z", ""));
    ehr.lookUp("Appointment/a");

    ehr.has(PATIENT.replace("0142", "0143"));
    assertThat(ehr.lookUp("Patient/example")).isEqualTo(Effect.APPLIED);

    assertThat(ehr.store.all(Patient.class))
        .extracting(one -> one.getTelecomFirstRep().getValue())
        .isEqualTo(List.of("+1 416 555 0143"));
    assertThat(ehr.lookUp("Patient/example")).isEqualTo(Effect.UNCHANGED);
  }

  private static String visit(String status, String version, String updated, String more) {
    String meta =
        updated.isEmpty()
            ? ""
            : "\"meta\": {\"versionId\": \"%s\", \"lastUpdated\": \"%s\"},"
                .formatted(version, updated);
    return """
        {"resourceType": "Appointment", "id": "a", %s %s "status": "%s",
         "start": "2027-03-09T14:30:00Z", "end": "2027-03-09T15:00:00Z",
         "participant": [{"actor": {"reference": "Patient/example"}, "status": "needs-action"}]}"""
        .formatted(meta, more, status);
  }
}
