package org.rapport.server.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.http.HttpResponse;
import java.time.ZonedDateTime;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.hl7.fhir.r4.model.BooleanType;
import org.hl7.fhir.r4.model.CapabilityStatement;
import org.hl7.fhir.r4.model.CapabilityStatement.CapabilityStatementRestResourceComponent;
import org.hl7.fhir.r4.model.CodeType;
import org.hl7.fhir.r4.model.Communication;
import org.hl7.fhir.r4.model.Parameters;
import org.hl7.fhir.r4.model.Reference;
import org.hl7.fhir.r4.model.StringType;
import org.hl7.fhir.r4.model.Subscription;
import org.hl7.fhir.r4.model.Subscription.SubscriptionChannelComponent;
import org.hl7.fhir.r4.model.Subscription.SubscriptionChannelType;
import org.hl7.fhir.r4.model.Subscription.SubscriptionStatus;
import org.hl7.fhir.r4.model.Type;
import org.hl7.fhir.r4.model.UnsignedIntType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.rapport.server.it.FhirClient.Answer;

/** Whose Subscriptions are, what is told on whose behalf, and which are refused. */
@ExtendWith(SharedClinic.class)
class SubscriptionRightsIT {
  private final Clinic clinic;
  private final ZonedDateTime start;
  private final Person person = Person.next();
  private final Hooks hooks;

  SubscriptionRightsIT(Clinic clinic) {
    this.clinic = clinic;
    this.start = clinic.morning().plusDays(10);
    this.hooks = new Hooks(clinic, person);
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
                 "scope": "system/Subscription.cruds system/Appointment.rs"}\
                """));
    String clientId = client.path("client_id").asText();
    FhirClient owner =
        new FhirClient(clinic.process().base(), clientId, client.path("client_secret").asText());
    hooks.answers(hooks.path("left"), 200);
    assertThat(
            owner
                .post("/Subscription", hooks.wanted("task-change", "empty", hooks.path("left")))
                .status())
        .as("not what one may not read")
        .isEqualTo(403);
    String id = owner.create(hooks.wanted("appointment-change", "id-only", hooks.path("left")));
    hooks.awaitStatus(id, SubscriptionStatus.ACTIVE);
    FhirClient stranger = clinic.scoped("system/Subscription.cruds system/Appointment.rs");
    assertThat(stranger.get("/Subscription/" + id).status()).isEqualTo(404);
    assertThat(stranger.get("/Subscription/" + id + "/$events").status()).isEqualTo(404);
    assertThat(stranger.delete("/Subscription/" + id).status()).isEqualTo(403);
    assertThat(owner.get("/Subscription/" + id).body()).doesNotContain(Hooks.SECRET);

    assertThat(visitor.bearer(admin, "DELETE", "/oauth2/register/" + clientId, null).statusCode())
        .isEqualTo(204);
    clinic.book(person, start);

    hooks.awaitStatus(id, SubscriptionStatus.ERROR);
    assertThat(hooks.got(hooks.path("left"))).as("the handshake alone").hasSize(1);
  }

  /** T37: labels hold for what a person has subscribed to, and so does what their role is now. */
  @Test
  void whatIsLabelledHasNoNumberForWhoMayNotSeeIt() {
    String who = "hooked-" + person.id();
    account(who, "role", new CodeType("admin"));
    Visitor visitor = new Visitor(clinic.process().base()).signedIn(who, "long enough to be one");
    String token = visitor.launch("user/*.cruds", Map.of(), null).path("access_token").asText();
    hooks.answers(hooks.path("person"), 200);
    hooks.answers(hooks.path("all"), 200);
    HttpResponse<String> written =
        visitor.fhir(
            token,
            "POST",
            "Subscription",
            FhirClient.json(
                hooks.wanted("communication-outcome", "full-resource", hooks.path("person"))));
    assertThat(written.statusCode()).as(written.body()).isEqualTo(201);
    String id = Visitor.json(written).path("id").asText();
    hooks.awaitStatus(id, SubscriptionStatus.ACTIVE);
    hooks.subscribe(hooks.wanted("communication-outcome", "id-only", hooks.path("all")));
    clinic.fhir().put(person.patient()).accepted();

    Communication secret = note();
    secret
        .getMeta()
        .addSecurity("http://terminology.hl7.org/CodeSystem/v3-Confidentiality", "R", null);
    String hidden = clinic.fhir().create(secret);
    String plain = clinic.fhir().create(note());

    await()
        .atMost(Hooks.PATIENCE)
        .untilAsserted(
            () ->
                assertThat(Hooks.numbers(hooks.got(hooks.path("all")))).containsExactly("1", "2"));
    assertThat(Hooks.numbers(List.of(hooks.got(hooks.path("person"), 2).get(1))))
        .containsExactly("1");
    assertThat(FhirClient.json(hooks.got(hooks.path("person")).get(1)))
        .contains(plain)
        .doesNotContain(hidden);

    account(who, "role", new CodeType("manager"));
    clinic.fhir().create(note());
    hooks.awaitStatus(id, SubscriptionStatus.ERROR);
    assertThat(hooks.got(hooks.path("person"))).hasSize(2);
    account(who, "active", new BooleanType(false));
  }

  private Communication note() {
    return new Communication()
        .setStatus(Communication.CommunicationStatus.COMPLETED)
        .setSubject(new Reference("Patient/" + person.id()));
  }

  private void account(String username, String name, Type value) {
    Parameters parameters = new Parameters();
    parameters.addParameter("username", username);
    parameters.addParameter(name, value);
    if (name.equals("role")) {
      parameters.addParameter("password", "long enough to be one");
    }
    clinic.fhir().post("/$user", parameters).accepted();
  }

  @Test
  void theCapabilityStatementNamesTopicsAndGuide() {
    CapabilityStatement statement =
        clinic.fhir().get("/metadata").accepted().as(CapabilityStatement.class);

    assertThat(
            statement.hasInstantiates(
                Hooks.GUIDE + "CapabilityStatement/backport-subscription-server-r4"))
        .isTrue();
    CapabilityStatementRestResourceComponent type =
        statement.getRestFirstRep().getResource().stream()
            .filter(one -> one.getType().equals("Subscription"))
            .findFirst()
            .orElseThrow();
    assertThat(type.hasSupportedProfile(Hooks.BACKPORT + "backport-subscription")).isTrue();
    assertThat(
            type.getExtensionsByUrl(
                Hooks.BACKPORT + "capabilitystatement-subscriptiontopic-canonical"))
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
            hooks.wanted("no-such-topic", "empty", "/x"),
            "Subscription.channel.type",
            changed(one -> one.getChannel().setType(SubscriptionChannelType.EMAIL)),
            "Subscription.channel.endpoint",
            changed(one -> one.getChannel().setEndpoint("https://169.254.169.254/latest")),
            "Subscription.channel.header",
            changed(one -> one.getChannel().addHeader("Host: elsewhere")),
            "Subscription.channel.payload",
            changed(one -> one.getChannel().getPayloadElement().setValue("text/plain")),
            "Subscription.channel.payload.extension",
            hooks.wanted("appointment-change", "everything", "/x"),
            "Subscription.criteria.extension",
            changed(
                one ->
                    one.getCriteriaElement()
                        .addExtension(
                            Hooks.BACKPORT + "backport-filter-criteria",
                            new StringType("date=2027"))));

    refused.forEach(
        (element, subscription) -> {
          Answer answer = clinic.fhir().post("/Subscription", subscription);
          assertThat(answer.status()).as(element).isEqualTo(422);
          assertThat(answer.outcome().getIssueFirstRep().getExpression().get(0).getValue())
              .isEqualTo(element);
        });
  }

  @Test
  void whatGoesToATopicOfKafkasIsForWhoMayDoEverything() {
    String endpoint = "kafka:of-" + person.id();
    Subscription wanted = changed(one -> message(one, endpoint));
    FhirClient one = clinic.scoped("system/Subscription.cruds system/Appointment.cruds");
    assertThat(one.post("/Subscription", wanted).outcome().getIssueFirstRep().getExpression())
        .extracting(StringType::getValue)
        .containsExactly("Subscription.channel.type");
    Map.of(
            "Subscription.channel.endpoint",
            changed(bad -> message(bad, "https://hooks.example.org")),
            "Subscription.channel.header",
            changed(bad -> message(bad, endpoint).addHeader("X-Secret: s")),
            "Subscription.channel.extension",
            changed(
                bad ->
                    message(bad, endpoint)
                        .addExtension(
                            Hooks.BACKPORT + "backport-heartbeat-period", new UnsignedIntType(60))))
        .forEach(
            (element, bad) ->
                assertThat(
                        clinic
                            .fhir()
                            .post("/Subscription", bad)
                            .outcome()
                            .getIssueFirstRep()
                            .getExpression()
                            .get(0)
                            .getValue())
                    .isEqualTo(element));

    String id = clinic.fhir().create(wanted);

    assertThat(clinic.fhir().get("/Subscription/" + id).as(Subscription.class).getStatus())
        .isEqualTo(SubscriptionStatus.ACTIVE);
    assertThat(clinic.fhir().post("/Subscription/" + id + "/$resend", new Parameters()).status())
        .isEqualTo(422);
    clinic.book(person, start);
    clinic.settle();
    clinic.fhir().delete("/Subscription/" + id).accepted();
  }

  private static SubscriptionChannelComponent message(Subscription one, String endpoint) {
    one.getChannel()
        .setType(SubscriptionChannelType.MESSAGE)
        .setEndpoint(endpoint)
        .setHeader(null)
        .getExtension()
        .removeIf(extension -> extension.getUrl().endsWith("heartbeat-period"));
    return one.getChannel();
  }

  private Subscription changed(Consumer<Subscription> change) {
    Subscription one = hooks.wanted("appointment-change", "empty", "/x");
    change.accept(one);
    return one;
  }
}
