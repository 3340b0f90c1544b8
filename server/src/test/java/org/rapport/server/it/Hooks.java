package org.rapport.server.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.github.tomakehurst.wiremock.client.WireMock;
import com.github.tomakehurst.wiremock.stubbing.ServeEvent;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.stream.Stream;
import org.hl7.fhir.r4.model.Bundle;
import org.hl7.fhir.r4.model.CodeType;
import org.hl7.fhir.r4.model.Parameters;
import org.hl7.fhir.r4.model.Parameters.ParametersParameterComponent;
import org.hl7.fhir.r4.model.StringType;
import org.hl7.fhir.r4.model.Subscription;
import org.hl7.fhir.r4.model.Subscription.SubscriptionChannelType;
import org.hl7.fhir.r4.model.Subscription.SubscriptionStatus;
import org.rapport.server.it.FhirClient.Answer;

/** Endpoints of one test's subscribers, and what they were told. */
final class Hooks {
  static final String GUIDE = "http://hl7.org/fhir/uv/subscriptions-backport/";
  static final String BACKPORT = GUIDE + "StructureDefinition/";
  static final Duration PATIENCE = Duration.ofSeconds(30);
  static final String SECRET = "Bearer of-the-hook";

  private final Clinic clinic;
  private final Person person;

  Hooks(Clinic clinic, Person person) {
    this.clinic = clinic;
    this.person = person;
  }

  /** A Subscription to what concerns the person. */
  Subscription wanted(String topic, String content, String path) {
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

  /** An address of this test's own, below the server of all. */
  String path(String name) {
    return "/" + person.id() + "/" + name;
  }

  /** Writes it, and waits until the endpoint has shaken hands; answers its id. */
  String subscribe(Subscription wanted) {
    String id = clinic.fhir().create(wanted);
    awaitStatus(id, SubscriptionStatus.ACTIVE);
    return id;
  }

  void awaitStatus(String id, SubscriptionStatus status) {
    await()
        .atMost(PATIENCE)
        .untilAsserted(
            () ->
                assertThat(clinic.fhir().read(Subscription.class, id).getStatus())
                    .isEqualTo(status));
  }

  void answers(String path, int status) {
    clinic.hooks().stubFor(WireMock.post(path).willReturn(WireMock.aResponse().withStatus(status)));
  }

  /** What was posted to an endpoint and taken, from the first. */
  List<Bundle> got(String path) {
    List<ServeEvent> all = new ArrayList<>(clinic.hooks().getAllServeEvents());
    Collections.reverse(all);
    return all.stream()
        .filter(one -> one.getRequest().getUrl().equals(path))
        .filter(one -> one.getResponse().getStatus() < 300)
        .map(one -> new Answer(200, null, one.getRequest().getBodyAsString()).as(Bundle.class))
        .toList();
  }

  List<Bundle> got(String path, int count) {
    await().atMost(PATIENCE).untilAsserted(() -> assertThat(got(path)).hasSize(count));
    return got(path);
  }

  static Stream<ParametersParameterComponent> events(Bundle bundle) {
    return ((Parameters) bundle.getEntryFirstRep().getResource())
        .getParameter().stream().filter(part -> part.getName().equals("notification-event"));
  }

  static List<String> numbers(List<Bundle> bundles) {
    return bundles.stream()
        .flatMap(Hooks::events)
        .map(event -> event.getPartFirstRep().getValue().primitiveValue())
        .toList();
  }

  static String said(Bundle bundle, String name) {
    return ((Parameters) bundle.getEntryFirstRep().getResource())
        .getParameter(name)
        .getValue()
        .primitiveValue();
  }
}
