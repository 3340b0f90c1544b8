package org.rapport.server.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Date;
import java.util.List;
import java.util.Map;
import org.hl7.fhir.r4.model.Appointment;
import org.hl7.fhir.r4.model.Bundle;
import org.hl7.fhir.r4.model.CodeableConcept;
import org.hl7.fhir.r4.model.Coding;
import org.hl7.fhir.r4.model.Communication;
import org.hl7.fhir.r4.model.Communication.CommunicationStatus;
import org.hl7.fhir.r4.model.Consent;
import org.hl7.fhir.r4.model.Reference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.rapport.terminology.Channel;
import org.rapport.terminology.EngagementCategory;
import org.rapport.terminology.NotDoneReason;

/** The thread of a person: parts of it, and whether it has changed. */
@ExtendWith(SharedClinic.class)
class TimelineIT {
  private final Clinic clinic;
  private final Person person = Person.next();

  TimelineIT(Clinic clinic) {
    this.clinic = clinic;
    clinic.morning();
    clinic.fhir().put(person.patient()).accepted();
  }

  private String path(String query) {
    return "/Patient/" + person.id() + "/$timeline" + query;
  }

  private List<String> entries(String query) {
    return clinic.fhir().get(path(query)).accepted().as(Bundle.class).getEntry().stream()
        .map(entry -> entry.getResource().getIdElement().getIdPart())
        .toList();
  }

  private String said(String channel, EngagementCategory category, Duration ago) {
    Communication said = new Communication().setStatus(CommunicationStatus.COMPLETED);
    said.addCategory(concept(EngagementCategory.SYSTEM, category.code()));
    said.addMedium(concept(Channel.SYSTEM, channel));
    said.setSubject(new Reference("Patient/" + person.id()));
    said.setReceived(Date.from(clinic.settle().minus(ago)));
    return clinic.fhir().create(said);
  }

  private static CodeableConcept concept(String system, String code) {
    return new CodeableConcept(new Coding(system, code, null));
  }

  @Test
  void eachTabShowsItsOwn() {
    String text = said("sms", EngagementCategory.REPLY, Duration.ofHours(1));
    String mail = said("email", EngagementCategory.REPLY, Duration.ofHours(30));
    String call = said("voice", EngagementCategory.CALL, Duration.ofHours(2));
    Communication refused = new Communication().setStatus(CommunicationStatus.NOTDONE);
    refused.setStatusReason(concept(NotDoneReason.SYSTEM, NotDoneReason.NO_CONSENT.code()));
    refused.addMedium(concept(Channel.SYSTEM, "sms"));
    refused.setSubject(new Reference("Patient/" + person.id()));
    refused.setSent(Date.from(clinic.settle()));
    String not = clinic.fhir().create(refused);
    Appointment proposed = person.visit(clinic.settle().plus(Duration.ofDays(3)));
    String visit = clinic.fhir().create(proposed.setStatus(Appointment.AppointmentStatus.PROPOSED));
    String consent =
        clinic
            .fhir()
            .create(
                Consents.marketing(
                    person, Consent.ConsentProvisionType.PERMIT, "sms", clinic.settle()));

    assertThat(entries("?kind=message")).containsExactly(not, text, mail);
    assertThat(entries("?kind=call")).containsExactly(call);
    assertThat(entries("?kind=call,visit")).containsExactly(visit, call);
    assertThat(entries("?kind=consent")).containsExactly(consent);
    assertThat(entries("?kind=not-sent")).containsExactly(not);
    assertThat(entries("?channel=sms")).containsExactly(not, text);
    assertThat(entries("?kind=message&since=" + clinic.settle().minus(Duration.ofHours(3))))
        .containsExactly(not, text);
    assertThat(entries("")).contains(text, mail, call, not, visit, consent);
    Bundle page = clinic.fhir().get(path("?kind=message&_count=2")).as(Bundle.class);
    assertThat(page.getTotal()).isEqualTo(3);
    assertThat(page.getLink("next").getUrl()).contains("kind=message").contains("_offset=2");
    for (String wrong : List.of("?kind=all", "?channel=pigeon", "?since=lately", "?_count=-1")) {
      assertThat(clinic.fhir().get(path(wrong)).status()).as(wrong).isEqualTo(400);
    }
  }

  @Test
  void whoHasItAlreadyIsToldSo_untilSomethingChanges() {
    String id = said("sms", EngagementCategory.REPLY, Duration.ofHours(1));
    FhirClient.Answer first = clinic.fhir().get(path("")).accepted();
    String tag = first.headers().firstValue("ETag").orElseThrow();
    assertThat(tag).startsWith("W/\"");
    assertThat(again(tag).status()).isEqualTo(304);
    assertThat(again(tag).body()).isEmpty();
    assertThat(again("W/\"other\", " + tag).status()).isEqualTo(304);

    Communication changed = clinic.fhir().read(Communication.class, id);
    changed.addNote().setText("Answered.");
    clinic.fhir().put(changed).accepted();

    FhirClient.Answer second = again(tag);
    assertThat(second.status()).isEqualTo(200);
    String newer = second.headers().firstValue("ETag").orElseThrow();
    assertThat(newer).isNotEqualTo(tag);
    clinic.fhir().delete("/Communication/" + id).accepted();
    assertThat(again(newer).status()).isEqualTo(200);
  }

  private FhirClient.Answer again(String tag) {
    return clinic.fhir().send("GET", path(""), FhirClient.JSON, null, Map.of("If-None-Match", tag));
  }
}
