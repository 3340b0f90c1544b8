package org.rapport.server.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.github.tomakehurst.wiremock.client.WireMock;
import com.github.tomakehurst.wiremock.stubbing.ServeEvent;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.ZonedDateTime;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Date;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.hl7.fhir.r4.model.Appointment;
import org.hl7.fhir.r4.model.Bundle;
import org.hl7.fhir.r4.model.Bundle.BundleEntryComponent;
import org.hl7.fhir.r4.model.CapabilityStatement;
import org.hl7.fhir.r4.model.CapabilityStatement.CapabilityStatementRestResourceComponent;
import org.hl7.fhir.r4.model.CodeType;
import org.hl7.fhir.r4.model.Communication;
import org.hl7.fhir.r4.model.Parameters;
import org.hl7.fhir.r4.model.Parameters.ParametersParameterComponent;
import org.hl7.fhir.r4.model.PositiveIntType;
import org.hl7.fhir.r4.model.Reference;
import org.hl7.fhir.r4.model.StringType;
import org.hl7.fhir.r4.model.Subscription;
import org.hl7.fhir.r4.model.Subscription.SubscriptionChannelType;
import org.hl7.fhir.r4.model.Subscription.SubscriptionStatus;
import org.hl7.fhir.r4.model.UnsignedIntType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.rapport.server.it.FhirClient.Answer;

/** Topic-based Subscriptions (R5 Backport for R4): who asked is told, in order, and nobody else. */
@ExtendWith(SharedClinic.class)
class SubscriptionIT {
  private static final String GUIDE = "http://hl7.org/fhir/uv/subscriptions-backport/";
  private static final String BACKPORT = GUIDE + "StructureDefinition/";
  private static final Duration PATIENCE = Duration.ofSeconds(30);
  private static final String SECRET = "Bearer of-the-hook";

  private final Clinic clinic;
  private final ZonedDateTime start;
  private final Person person = Person.next();

  SubscriptionIT(Clinic clinic) {
    this.clinic = clinic;
    this.start = clinic.morning().plusDays(10);
  }

  private Subscription wanted(String topic, String content, String path) {
    Subscription wanted = new Subscription();
    wanted.getMeta().addProfile(BACKPORT + "backport-subscription");
    wanted.setStatus(SubscriptionStatus.REQUESTED).setReason("test");
    wanted.setCriteria(Outreach.BASE + "/SubscriptionTopic/" + topic);
    wanted
        .getCriteriaElement()
        .addExtension(
            BACKPORT + "backport-filter-criteria",
            new StringType("patient=Patient/" + person.id()));
    Subscription.SubscriptionChannelComponent channel = wanted.getChannel();
    channel.setType(SubscriptionChannelType.RESTHOOK).setPayload(FhirClient.JSON);
    channel.setEndpoint("http://127.0.0.1:" + clinic.hooks().port() + path);
    channel.addHeader("Authorization: " + SECRET);
    channel
        .getPayloadElement()
        .addExtension(BACKPORT + "backport-payload-content", new CodeType(content));
    return wanted;
  }

  private String path(String name) {
    return "/" + person.id() + "/" + name;
  }

  private String subscribe(Subscription wanted) {
    String id = clinic.fhir().create(wanted);
    awaitStatus(id, SubscriptionStatus.ACTIVE);
    return id;
  }

  private void awaitStatus(String id, SubscriptionStatus status) {
    await()
        .atMost(PATIENCE)
        .untilAsserted(
            () ->
                assertThat(clinic.fhir().read(Subscription.class, id).getStatus())
                    .isEqualTo(status));
  }

  private void answers(String path, int status) {
    clinic.hooks().stubFor(WireMock.post(path).willReturn(WireMock.aResponse().withStatus(status)));
  }

  /** What was posted to an endpoint and taken, from the first. */
  private List<Bundle> got(String path) {
    List<ServeEvent> all = new ArrayList<>(clinic.hooks().getAllServeEvents());
    Collections.reverse(all);
    return all.stream()
        .filter(one -> one.getRequest().getUrl().equals(path))
        .filter(one -> one.getResponse().getStatus() < 300)
        .map(one -> new Answer(200, null, one.getRequest().getBodyAsString()).as(Bundle.class))
        .toList();
  }

  private List<Bundle> got(String path, int count) {
    await().atMost(PATIENCE).untilAsserted(() -> assertThat(got(path)).hasSize(count));
    return got(path);
  }

  private static Stream<ParametersParameterComponent> events(Bundle bundle) {
    return ((Parameters) bundle.getEntryFirstRep().getResource())
        .getParameter().stream().filter(part -> part.getName().equals("notification-event"));
  }

  private static List<String> numbers(List<Bundle> bundles) {
    return bundles.stream()
        .flatMap(SubscriptionIT::events)
        .map(event -> event.getPartFirstRep().getValue().primitiveValue())
        .toList();
  }

  private static String said(Bundle bundle, String name) {
    return ((Parameters) bundle.getEntryFirstRep().getResource())
        .getParameter(name)
        .getValue()
        .primitiveValue();
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
      answers(path(content), 200);
      Subscription wanted = wanted("appointment-change", content, path(content));
      wanted
          .getCriteriaElement()
          .getExtensionFirstRep()
          .setValue(new StringType("Appointment?patient=" + patient));
      subscribe(wanted);
      Bundle handshake = got(path(content), 1).get(0);
      assertThat(said(handshake, "type")).isEqualTo("handshake");
      assertThat(said(handshake, "events-since-subscription-start")).isEqualTo("0");
    }
    assertThat(
            clinic.hooks().findAll(WireMock.postRequestedFor(WireMock.urlEqualTo(path("empty")))))
        .allMatch(one -> SECRET.equals(one.getHeader("Authorization")))
        .allMatch(one -> FhirClient.JSON.equals(one.getHeader("Content-Type")));

    clinic.tell(SiuMessages.moved(person.id()).of(person).at(start.plusHours(1)));
    Person other = Person.next();
    clinic.tell(SiuMessages.booking(other.id()).of(other).at(start));

    Bundle empty = got(path("empty"), 2).get(1);
    assertThat(numbers(List.of(empty))).containsExactly("1");
    assertThat(empty.getEntry()).hasSize(1);
    assertThat(empty.getType()).isEqualTo(Bundle.BundleType.HISTORY);
    assertThat(empty.getEntryFirstRep().getRequest().getUrl()).endsWith("/$status");
    assertThat(((Parameters) empty.getEntryFirstRep().getResource()).hasParameter("topic"))
        .as("nothing is named")
        .isFalse();
    assertThat(FhirClient.json(empty)).doesNotContain(visit);
    Bundle named = got(path("id-only"), 2).get(1);
    assertThat(said(named, "type")).isEqualTo("event-notification");
    assertThat(said(named, "events-since-subscription-start")).isEqualTo("1");
    assertThat(named.getEntry()).hasSize(2);
    assertThat(named.getEntry()).allMatch(BundleEntryComponent::hasRequest);
    assertThat(named.getEntry().get(1).getFullUrl()).endsWith("/Appointment/" + visit);
    assertThat(named.getEntry().get(1).hasResource()).isFalse();
    Bundle full = got(path("full-resource"), 2).get(1);
    assertThat(full.getEntry().get(1).getResource()).isInstanceOf(Appointment.class);
    clinic.settle();
    assertThat(got(path("full-resource"))).as("nothing of anybody else").hasSize(2);
  }

  @Test
  void whatBecomesOfAMessageIsTold() {
    answers(path("outcome"), 200);
    String id = subscribe(wanted("communication-outcome", "full-resource", path("outcome")));

    clinic.book(person, start);

    await()
        .atMost(PATIENCE)
        .untilAsserted(() -> assertThat(numbers(got(path("outcome")))).contains("1"));
    assertThat(got(path("outcome")).get(1).getEntry().get(1).getResource().fhirType())
        .isEqualTo("Communication");
    Bundle status =
        clinic.fhir().get("/Subscription/" + id + "/$status").accepted().as(Bundle.class);
    assertThat(said(status, "type")).isEqualTo("query-status");
    assertThat(said(status, "status")).isEqualTo("active");
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
    assertThat(numbers(List.of(events))).startsWith("1");
  }

  @Test
  void anEndpointThatFailsIsTriedAgainInOrder_andHoldsUpNobody() {
    answers(path("shaky"), 200);
    answers(path("slow"), 200);
    answers(path("sound"), 200);
    Subscription two = wanted("appointment-change", "id-only", path("shaky"));
    two.getChannel().addExtension(BACKPORT + "backport-max-count", new PositiveIntType(2));
    String shaky = subscribe(two);
    Subscription hurried = wanted("appointment-change", "id-only", path("slow"));
    hurried.getChannel().addExtension(BACKPORT + "backport-timeout", new UnsignedIntType(1));
    String slow = subscribe(hurried);
    subscribe(wanted("appointment-change", "id-only", path("sound")));
    answers(path("shaky"), 500);
    clinic
        .hooks()
        .stubFor(
            WireMock.post(path("slow"))
                .willReturn(WireMock.aResponse().withStatus(200).withFixedDelay(8_000)));

    clinic.fhir().put(person.patient()).accepted();
    Appointment visit = person.visit(start.toInstant());
    visit.setId(clinic.fhir().create(visit));
    for (String comment : List.of("second", "third")) {
      clinic.fhir().put(visit.setComment(comment)).accepted();
    }

    await()
        .atMost(PATIENCE)
        .untilAsserted(
            () -> assertThat(numbers(got(path("sound")))).containsExactly("1", "2", "3"));
    assertThat(got(path("shaky"))).hasSize(1);
    Bundle status =
        clinic.fhir().get("/Subscription/" + shaky + "/$status").accepted().as(Bundle.class);
    assertThat(FhirClient.json(status)).contains("HTTP 500");
    await()
        .atMost(PATIENCE)
        .untilAsserted(
            () ->
                assertThat(clinic.fhir().get("/Subscription/" + slow + "/$status").body())
                    .contains("did not answer in time"));

    answers(path("shaky"), 200);
    clinic.advance(Duration.ofMinutes(5));

    await()
        .atMost(PATIENCE)
        .untilAsserted(
            () -> assertThat(numbers(got(path("shaky")))).containsExactly("1", "2", "3"));
    assertThat(got(path("shaky")).stream().map(one -> events(one).count()))
        .as("the handshake, and not more at once than was asked for")
        .startsWith(0L)
        .allMatch(count -> count <= 2);

    clinic.fhir().post("/Subscription/" + shaky + "/$resend", new Parameters()).accepted();
    await()
        .atMost(PATIENCE)
        .untilAsserted(
            () ->
                assertThat(numbers(got(path("shaky"))))
                    .containsExactly("1", "2", "3", "1", "2", "3"));
  }

  @Test
  void anEndpointThatDoesNotShakeHandsIsInErrorUntilItIsAskedAgain() {
    answers(path("closed"), 302);
    Subscription beating = wanted("appointment-change", "empty", path("closed"));
    beating
        .getChannel()
        .addExtension(BACKPORT + "backport-heartbeat-period", new UnsignedIntType(60));
    String id = clinic.fhir().create(beating.setEnd(Date.from(start.toInstant())));
    awaitStatus(id, SubscriptionStatus.ERROR);
    Subscription closed = clinic.fhir().read(Subscription.class, id);
    assertThat(closed.getError()).contains("HTTP 302");
    assertThat(FhirClient.json(closed)).doesNotContain(SECRET);

    answers(path("closed"), 200);
    clinic.fhir().put(closed.setStatus(SubscriptionStatus.REQUESTED)).accepted();

    awaitStatus(id, SubscriptionStatus.ACTIVE);
    assertThat(
            clinic.hooks().findAll(WireMock.postRequestedFor(WireMock.urlEqualTo(path("closed")))))
        .as("its header was kept")
        .allMatch(one -> SECRET.equals(one.getHeader("Authorization")));
    clinic.advance(Duration.ofSeconds(61));
    assertThat(said(got(path("closed"), 2).get(1), "type")).isEqualTo("heartbeat");
    clinic.advanceTo(start.toInstant());
    awaitStatus(id, SubscriptionStatus.OFF);
    clinic.fhir().delete("/Subscription/" + id).accepted();
    assertThat(clinic.fhir().get("/Subscription/" + id + "/$events").status()).isEqualTo(404);
  }

  /** T37: rights are looked at when something is sent, not when it was asked for. */
  @Test
  void whoMayNotReadAnyMoreIsToldNothing_andNobodySeesAnothersSubscription() {
    Visitor visitor = new Visitor(clinic.process().base());
    String admin = clinic.fhir().token();
    JsonNode client =
        Visitor.json(
            visitor.bearer(
                admin,
                "POST",
                "/oauth2/register",
                """
                {"client_name": "Hook", "grant_types": ["client_credentials"],
                 "scope": "system/Subscription.cruds system/Appointment.rs"}"""));
    String clientId = client.path("client_id").asText();
    FhirClient owner =
        new FhirClient(clinic.process().base(), clientId, client.path("client_secret").asText());
    answers(path("left"), 200);
    assertThat(owner.post("/Subscription", wanted("task-change", "empty", path("left"))).status())
        .as("not what one may not read")
        .isEqualTo(403);
    String id = owner.create(wanted("appointment-change", "id-only", path("left")));
    awaitStatus(id, SubscriptionStatus.ACTIVE);
    FhirClient stranger = clinic.scoped("system/Subscription.cruds system/Appointment.rs");
    assertThat(stranger.get("/Subscription/" + id).status()).isEqualTo(404);
    assertThat(stranger.get("/Subscription/" + id + "/$events").status()).isEqualTo(404);
    assertThat(stranger.delete("/Subscription/" + id).status()).isEqualTo(403);
    assertThat(owner.get("/Subscription/" + id).body()).doesNotContain(SECRET);

    assertThat(visitor.bearer(admin, "DELETE", "/oauth2/register/" + clientId, null).statusCode())
        .isEqualTo(204);
    clinic.book(person, start);

    awaitStatus(id, SubscriptionStatus.ERROR);
    assertThat(got(path("left"))).as("the handshake alone").hasSize(1);
  }

  /** T37: labels hold for what a person has subscribed to, and so does what their role is now. */
  @Test
  void whatIsLabelledHasNoNumberForWhoMayNotSeeIt() {
    String who = "hooked-" + person.id();
    account("username", who, "password", "long enough to be one", "role", "admin");
    Visitor visitor =
        new Visitor(clinic.process().base()).signedIn(who, "long enough to be one");
    String token =
        visitor.launch("user/*.cruds", Map.of(), null).path("access_token").asText();
    answers(path("person"), 200);
    answers(path("all"), 200);
    HttpResponse<String> written =
        visitor.fhir(
            token,
            "POST",
            "Subscription",
            FhirClient.json(wanted("communication-outcome", "full-resource", path("person"))));
    assertThat(written.statusCode()).as(written.body()).isEqualTo(201);
    String id = Visitor.json(written).path("id").asText();
    awaitStatus(id, SubscriptionStatus.ACTIVE);
    subscribe(wanted("communication-outcome", "id-only", path("all")));
    clinic.fhir().put(person.patient()).accepted();

    Communication secret = note();
    secret
        .getMeta()
        .addSecurity("http://terminology.hl7.org/CodeSystem/v3-Confidentiality", "R", null);
    String hidden = clinic.fhir().create(secret);
    String plain = clinic.fhir().create(note());

    await()
        .atMost(PATIENCE)
        .untilAsserted(() -> assertThat(numbers(got(path("all")))).containsExactly("1", "2"));
    assertThat(numbers(List.of(got(path("person"), 2).get(1)))).containsExactly("1");
    assertThat(FhirClient.json(got(path("person")).get(1))).contains(plain).doesNotContain(hidden);

    account("username", who, "role", "manager");
    clinic.fhir().create(note());
    awaitStatus(id, SubscriptionStatus.ERROR);
    assertThat(got(path("person"))).hasSize(2);
    account("username", who, "active", "false");
  }

  private Communication note() {
    return new Communication()
        .setStatus(Communication.CommunicationStatus.COMPLETED)
        .setSubject(new Reference("Patient/" + person.id()));
  }

  private void account(String... parts) {
    Parameters parameters = new Parameters();
    for (int i = 0; i < parts.length; i += 2) {
      parameters.addParameter(parts[i], parts[i + 1]);
    }
    clinic.fhir().post("/$user", parameters).accepted();
  }

  @Test
  void theCapabilityStatementNamesTopicsAndGuide() {
    CapabilityStatement statement =
        clinic.fhir().get("/metadata").accepted().as(CapabilityStatement.class);

    assertThat(statement.hasInstantiates(GUIDE + "CapabilityStatement/backport-subscription-server-r4"))
        .isTrue();
    CapabilityStatementRestResourceComponent type =
        statement.getRestFirstRep().getResource().stream()
            .filter(one -> one.getType().equals("Subscription"))
            .findFirst()
            .orElseThrow();
    assertThat(type.hasSupportedProfile(BACKPORT + "backport-subscription")).isTrue();
    assertThat(type.getExtensionsByUrl(BACKPORT + "capabilitystatement-subscriptiontopic-canonical"))
        .extracting(one -> one.getValue().primitiveValue().replaceFirst(".*/", ""))
        .containsExactlyInAnyOrder(
            "appointment-change",
            "lead-change",
            "task-change",
            "communication-outcome",
            "consent-change");
    assertThat(type.getOperation())
        .extracting(one -> one.getName())
        .contains("status", "events", "resend");
  }

  @Test
  void whatWouldNotBeDeliveredIsRefused_andSaysWhichElement() {
    Map<String, Subscription> refused =
        Map.of(
            "Subscription.criteria",
            wanted("no-such-topic", "empty", "/x"),
            "Subscription.channel.type",
            changed(one -> one.getChannel().setType(SubscriptionChannelType.EMAIL)),
            "Subscription.channel.endpoint",
            changed(one -> one.getChannel().setEndpoint("https://169.254.169.254/latest")),
            "Subscription.channel.header",
            changed(one -> one.getChannel().addHeader("Host: elsewhere")),
            "Subscription.channel.payload",
            changed(one -> one.getChannel().getPayloadElement().setValue("text/plain")),
            "Subscription.channel.payload.extension",
            wanted("appointment-change", "everything", "/x"),
            "Subscription.criteria.extension",
            changed(
                one ->
                    one.getCriteriaElement()
                        .addExtension(
                            BACKPORT + "backport-filter-criteria", new StringType("date=2027"))));

    refused.forEach(
        (element, subscription) -> {
          Answer answer = clinic.fhir().post("/Subscription", subscription);
          assertThat(answer.status()).as(element).isEqualTo(422);
          assertThat(answer.outcome().getIssueFirstRep().getExpression().get(0).getValue())
              .isEqualTo(element);
        });
  }

  private Subscription changed(Consumer<Subscription> change) {
    Subscription one = wanted("appointment-change", "empty", "/x");
    change.accept(one);
    return one;
  }
}
