package org.rapport.server.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.github.tomakehurst.wiremock.client.WireMock;
import java.time.Duration;
import java.time.ZonedDateTime;
import java.util.Date;
import java.util.List;
import org.hl7.fhir.r4.model.Appointment;
import org.hl7.fhir.r4.model.Bundle;
import org.hl7.fhir.r4.model.Bundle.BundleEntryComponent;
import org.hl7.fhir.r4.model.Parameters;
import org.hl7.fhir.r4.model.PositiveIntType;
import org.hl7.fhir.r4.model.StringType;
import org.hl7.fhir.r4.model.Subscription;
import org.hl7.fhir.r4.model.Subscription.SubscriptionStatus;
import org.hl7.fhir.r4.model.UnsignedIntType;
import org.jsoup.nodes.Element;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Topic-based Subscriptions (R5 Backport for R4): who asked is told, in order, and again. */
@ExtendWith(SharedClinic.class)
class SubscriptionIT {
  private final Clinic clinic;
  private final ZonedDateTime start;
  private final Person person = Person.next();
  private final Hooks hooks;

  SubscriptionIT(Clinic clinic) {
    this.clinic = clinic;
    this.start = clinic.morning().plusDays(10);
    this.hooks = new Hooks(clinic, person);
  }

  @Test
  void whoAskedIsToldOfWhatTheEhrChanges_asMuchAsTheyAskedFor() {
    clinic.tell(SiuMessages.booking(person.id()).of(person).at(start));
    String visit = clinic.outreach().visitId(person.id());
    String patient =
        clinic.outreach().visit(person.id()).getParticipant().stream()
            .map(one -> one.getActor().getReference())
            .filter(reference -> reference != null && reference.startsWith("Patient/"))
            .findFirst()
            .orElseThrow();
    for (String content : List.of("empty", "id-only", "full-resource")) {
      hooks.answers(hooks.path(content), 200);
      Subscription wanted = hooks.wanted("appointment-change", content, hooks.path(content));
      wanted
          .getCriteriaElement()
          .getExtensionFirstRep()
          .setValue(new StringType("Appointment?patient=" + patient));
      hooks.subscribe(wanted);
      Bundle handshake = hooks.got(hooks.path(content), 1).get(0);
      assertThat(Hooks.said(handshake, "type")).isEqualTo("handshake");
      assertThat(Hooks.said(handshake, "events-since-subscription-start")).isEqualTo("0");
    }
    assertThat(
            clinic
                .hooks()
                .findAll(WireMock.postRequestedFor(WireMock.urlEqualTo(hooks.path("empty")))))
        .allMatch(one -> Hooks.SECRET.equals(one.getHeader("Authorization")))
        .allMatch(one -> FhirClient.JSON.equals(one.getHeader("Content-Type")));

    clinic.tell(SiuMessages.moved(person.id()).of(person).at(start.plusHours(1)));
    Person other = Person.next();
    clinic.tell(SiuMessages.booking(other.id()).of(other).at(start));

    Bundle empty = hooks.got(hooks.path("empty"), 2).get(1);
    assertThat(Hooks.numbers(List.of(empty))).containsExactly("1");
    assertThat(empty.getEntry()).hasSize(1);
    assertThat(empty.getType()).isEqualTo(Bundle.BundleType.HISTORY);
    assertThat(empty.getEntryFirstRep().getRequest().getUrl()).endsWith("/$status");
    assertThat(((Parameters) empty.getEntryFirstRep().getResource()).hasParameter("topic"))
        .as("nothing is named")
        .isFalse();
    assertThat(FhirClient.json(empty)).doesNotContain(visit);
    Bundle named = hooks.got(hooks.path("id-only"), 2).get(1);
    assertThat(Hooks.said(named, "type")).isEqualTo("event-notification");
    assertThat(Hooks.said(named, "events-since-subscription-start")).isEqualTo("1");
    assertThat(named.getEntry()).hasSize(2);
    assertThat(named.getEntry()).allMatch(BundleEntryComponent::hasRequest);
    assertThat(named.getEntry().get(1).getFullUrl()).endsWith("/Appointment/" + visit);
    assertThat(named.getEntry().get(1).hasResource()).isFalse();
    Bundle full = hooks.got(hooks.path("full-resource"), 2).get(1);
    assertThat(full.getEntry().get(1).getResource()).isInstanceOf(Appointment.class);
    clinic.settle();
    assertThat(hooks.got(hooks.path("full-resource"))).as("nothing of anybody else").hasSize(2);
  }

  @Test
  void whatBecomesOfAMessageIsTold() {
    hooks.answers(hooks.path("outcome"), 200);
    String id =
        hooks.subscribe(
            hooks.wanted("communication-outcome", "full-resource", hooks.path("outcome")));

    clinic.book(person, start);

    await()
        .atMost(Hooks.PATIENCE)
        .untilAsserted(
            () -> assertThat(Hooks.numbers(hooks.got(hooks.path("outcome")))).contains("1"));
    assertThat(hooks.got(hooks.path("outcome")).get(1).getEntry().get(1).getResource().fhirType())
        .isEqualTo("Communication");
    Bundle status =
        clinic.fhir().get("/Subscription/" + id + "/$status").accepted().as(Bundle.class);
    assertThat(Hooks.said(status, "type")).isEqualTo("query-status");
    assertThat(Hooks.said(status, "status")).isEqualTo("active");
    Bundle named =
        clinic
            .fhir()
            .get("/Subscription/$status?id=" + id + "&id=none&status=error&status=active")
            .accepted()
            .as(Bundle.class);
    assertThat(named.getType()).isEqualTo(Bundle.BundleType.SEARCHSET);
    assertThat(named.getEntry()).hasSize(1);
    assertThat(
            clinic
                .fhir()
                .get("/Subscription/$status?id=" + id + "&status=off")
                .accepted()
                .as(Bundle.class)
                .getEntry())
        .isEmpty();
    Bundle events =
        clinic
            .fhir()
            .get("/Subscription/" + id + "/$events?eventsSinceNumber=1&content=id-only")
            .accepted()
            .as(Bundle.class);
    assertThat(Hooks.numbers(List.of(events))).startsWith("1");
  }

  @Test
  void anAdministratorSeesIt_turnsItOff_andAsksAgain() {
    hooks.answers(hooks.path("console"), 200);
    String id =
        hooks.subscribe(hooks.wanted("appointment-change", "id-only", hooks.path("console")));
    ConsolePages.administrator(clinic);
    Visitor admin =
        Visitor.from(Visitor.address(), clinic.process().base())
            .signedIn(ConsolePages.ADMIN, ConsolePages.PASSWORD);

    Element row = row(admin, id);
    assertThat(row.text())
        .contains("visits", "127.0.0.1", "active")
        .doesNotContain(Hooks.SECRET, hooks.path("console"));
    assertThat(ConsolePages.press(admin, row.select("button").first()).statusCode()).isEqualTo(303);
    assertThat(ConsolePages.press(admin, row.select("button").first()).statusCode())
        .as("what has changed meanwhile")
        .isEqualTo(412);
    assertThat(row(admin, id).text()).contains("off");

    ConsolePages.press(admin, row(admin, id).select("button").first());
    await()
        .atMost(Hooks.PATIENCE)
        .untilAsserted(() -> assertThat(row(admin, id).text()).contains("active"));
    assertThat(hooks.got(hooks.path("console"), 2))
        .allMatch(one -> Hooks.said(one, "type").equals("handshake"));
    assertThat(
            clinic
                .hooks()
                .findAll(WireMock.postRequestedFor(WireMock.urlEqualTo(hooks.path("console")))))
        .as("its secret was kept")
        .allMatch(one -> Hooks.SECRET.equals(one.getHeader("Authorization")));
  }

  private static Element row(Visitor admin, String id) {
    return ConsolePages.page(admin, "/console/subscriptions").select("#row-" + id).first();
  }

  @Test
  void anEndpointThatFailsIsTriedAgainInOrder_andHoldsUpNobody() {
    hooks.answers(hooks.path("shaky"), 200);
    hooks.answers(hooks.path("slow"), 200);
    hooks.answers(hooks.path("sound"), 200);
    Subscription two = hooks.wanted("appointment-change", "id-only", hooks.path("shaky"));
    two.getChannel().addExtension(Hooks.BACKPORT + "backport-max-count", new PositiveIntType(2));
    String shaky = hooks.subscribe(two);
    Subscription hurried = hooks.wanted("appointment-change", "id-only", hooks.path("slow"));
    hurried.getChannel().addExtension(Hooks.BACKPORT + "backport-timeout", new UnsignedIntType(1));
    String slow = hooks.subscribe(hurried);
    hooks.subscribe(hooks.wanted("appointment-change", "id-only", hooks.path("sound")));
    hooks.answers(hooks.path("shaky"), 500);
    clinic
        .hooks()
        .stubFor(
            WireMock.post(hooks.path("slow"))
                .willReturn(WireMock.aResponse().withStatus(200).withFixedDelay(8_000)));

    clinic.fhir().put(person.patient()).accepted();
    Appointment visit = person.visit(start.toInstant());
    visit.setId(clinic.fhir().create(visit));
    for (String comment : List.of("second", "third")) {
      clinic.fhir().put(visit.setComment(comment)).accepted();
    }

    await()
        .atMost(Hooks.PATIENCE)
        .untilAsserted(
            () ->
                assertThat(Hooks.numbers(hooks.got(hooks.path("sound"))))
                    .containsExactly("1", "2", "3"));
    assertThat(hooks.got(hooks.path("shaky"))).hasSize(1);
    Bundle status =
        clinic.fhir().get("/Subscription/" + shaky + "/$status").accepted().as(Bundle.class);
    assertThat(FhirClient.json(status)).contains("HTTP 500");
    await()
        .atMost(Hooks.PATIENCE)
        .untilAsserted(
            () ->
                assertThat(clinic.fhir().get("/Subscription/" + slow + "/$status").body())
                    .contains("did not answer in time"));

    hooks.answers(hooks.path("shaky"), 200);
    clinic.advance(Duration.ofMinutes(5));

    await()
        .atMost(Hooks.PATIENCE)
        .untilAsserted(
            () ->
                assertThat(Hooks.numbers(hooks.got(hooks.path("shaky"))))
                    .containsExactly("1", "2", "3"));
    assertThat(hooks.got(hooks.path("shaky")).stream().map(one -> Hooks.events(one).count()))
        .as("the handshake, and not more at once than was asked for")
        .startsWith(0L)
        .allMatch(count -> count <= 2);

    clinic.fhir().post("/Subscription/" + shaky + "/$resend", new Parameters()).accepted();
    await()
        .atMost(Hooks.PATIENCE)
        .untilAsserted(
            () ->
                assertThat(Hooks.numbers(hooks.got(hooks.path("shaky"))))
                    .containsExactly("1", "2", "3", "1", "2", "3"));
  }

  @Test
  void anEndpointThatDoesNotShakeHandsIsInErrorUntilItIsAskedAgain() {
    hooks.answers(hooks.path("closed"), 302);
    Subscription beating = hooks.wanted("appointment-change", "empty", hooks.path("closed"));
    beating
        .getChannel()
        .addExtension(Hooks.BACKPORT + "backport-heartbeat-period", new UnsignedIntType(60));
    String id = clinic.fhir().create(beating.setEnd(Date.from(start.toInstant())));
    hooks.awaitStatus(id, SubscriptionStatus.ERROR);
    Subscription closed = clinic.fhir().read(Subscription.class, id);
    assertThat(closed.getError()).contains("HTTP 302");
    assertThat(FhirClient.json(closed)).doesNotContain(Hooks.SECRET);

    hooks.answers(hooks.path("closed"), 200);
    clinic.fhir().put(closed.setStatus(SubscriptionStatus.REQUESTED)).accepted();

    hooks.awaitStatus(id, SubscriptionStatus.ACTIVE);
    assertThat(
            clinic
                .hooks()
                .findAll(WireMock.postRequestedFor(WireMock.urlEqualTo(hooks.path("closed")))))
        .as("its header was kept")
        .allMatch(one -> Hooks.SECRET.equals(one.getHeader("Authorization")));
    clinic.advance(Duration.ofSeconds(61));
    assertThat(Hooks.said(hooks.got(hooks.path("closed"), 2).get(1), "type"))
        .isEqualTo("heartbeat");
    clinic.advanceTo(start.toInstant());
    hooks.awaitStatus(id, SubscriptionStatus.OFF);
    clinic.fhir().delete("/Subscription/" + id).accepted();
    assertThat(clinic.fhir().get("/Subscription/" + id + "/$events").status()).isEqualTo(404);
  }
}
