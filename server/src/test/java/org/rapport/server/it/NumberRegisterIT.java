package org.rapport.server.it;

import static com.github.tomakehurst.wiremock.client.WireMock.aResponse;
import static com.github.tomakehurst.wiremock.client.WireMock.equalTo;
import static com.github.tomakehurst.wiremock.client.WireMock.matchingJsonPath;
import static com.github.tomakehurst.wiremock.client.WireMock.post;
import static com.github.tomakehurst.wiremock.client.WireMock.postRequestedFor;
import static com.github.tomakehurst.wiremock.client.WireMock.urlEqualTo;
import static org.assertj.core.api.Assertions.assertThat;

import com.github.tomakehurst.wiremock.WireMockServer;
import com.github.tomakehurst.wiremock.core.WireMockConfiguration;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Date;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import org.hl7.fhir.r4.model.CodeableConcept;
import org.hl7.fhir.r4.model.CommunicationRequest;
import org.hl7.fhir.r4.model.CommunicationRequest.CommunicationRequestStatus;
import org.hl7.fhir.r4.model.Consent;
import org.hl7.fhir.r4.model.ContactPoint;
import org.hl7.fhir.r4.model.InstantType;
import org.hl7.fhir.r4.model.Parameters;
import org.hl7.fhir.r4.model.Patient;
import org.hl7.fhir.r4.model.Reference;
import org.hl7.fhir.r4.model.StringType;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** R12: a register of reassigned numbers is asked, and what it says is kept and followed. */
class NumberRegisterIT {
  private static final WireMockServer REGISTER =
      new WireMockServer(WireMockConfiguration.options().bindAddress("127.0.0.1").dynamicPort());
  private static final Path DATA = RapportProcess.folder("register");

  private static GatewayStub gateway;
  private static RapportProcess process;
  private static FhirClient fhir;

  private final Person person = Person.next().withoutEmail();

  @BeforeAll
  static void start() {
    REGISTER.start();
    gateway = new GatewayStub(Duration.ZERO);
    Map<String, String> settings = RapportProcess.settings(DATA);
    settings.putAll(gateway.settings());
    settings.put("RAPPORT_CLOCK", "2027-03-01T15:00:00Z");
    settings.put("RAPPORT_NUMBER_REGISTER_URL", "http://127.0.0.1:" + REGISTER.port() + "/ask");
    settings.put("RAPPORT_NUMBER_REGISTER_TOKEN", "register-token");
    process = RapportProcess.start(RapportProcess.serverJar(), settings);
    fhir = new FhirClient(process.base(), RapportProcess.CLIENT, RapportProcess.SECRET);
  }

  @AfterAll
  static void stop() {
    process.close();
    gateway.close();
    REGISTER.stop();
  }

  private void register(int status, String body) {
    REGISTER.stubFor(
        post(urlEqualTo("/ask"))
            .withRequestBody(matchingJsonPath("$.number", equalTo(person.phone())))
            .willReturn(aResponse().withStatus(status).withBody(body)));
  }

  /** The days that the register was asked about, in order. */
  private List<String> asked() {
    return REGISTER
        .findAll(
            postRequestedFor(urlEqualTo("/ask"))
                .withHeader("Authorization", equalTo("Bearer register-token"))
                .withRequestBody(matchingJsonPath("$.number", equalTo(person.phone()))))
        .stream()
        .sorted((one, other) -> one.getLoggedDate().compareTo(other.getLoggedDate()))
        .map(request -> request.getBodyAsString().replaceAll(".*\"date\":\"([^\"]*)\".*", "$1"))
        .toList();
  }

  private Patient american() {
    Patient patient = person.patient();
    patient.addAddress().setCountry("US").setState("NY");
    return patient;
  }

  private void permit(Instant at) {
    Consent consent = Consents.outreach(person, Consent.ConsentProvisionType.PERMIT, at);
    consent.addVerification().setVerified(true).setVerificationDate(Date.from(at));
    fhir.create(consent);
  }

  private String staff(String purpose, String text) {
    CommunicationRequest request = new CommunicationRequest();
    request.setStatus(CommunicationRequestStatus.ACTIVE);
    request.setSubject(new Reference("Patient/" + person.id()));
    request.addCategory(new CodeableConcept(Consents.coding("outreach-purpose", purpose)));
    request.addPayload().setContent(new StringType(text));
    String id = fhir.create(request);
    now();
    return id;
  }

  private String status(String request) {
    CommunicationRequest found = fhir.read(CommunicationRequest.class, request);
    return found.hasStatusReason()
        ? found.getStatusReason().getCodingFirstRep().getCode()
        : found.getStatus().toCode();
  }

  private List<String> texts() {
    return gateway.received(person.phone()).stream().map(GatewayStub.Received::body).toList();
  }

  /** What the rule said of a message: its verdict and its words. */
  private String explained(String request) {
    Parameters answer =
        fhir.get("/CommunicationRequest/" + request + "/$explain").accepted().as(Parameters.class);
    return answer.getParameter().stream()
        .filter(one -> "rule".equals(one.getName()))
        .filter(one -> value(one, "name").equals("number-register"))
        .map(
            one ->
                value(one, "verdict") + ": " + value(one, "detail") + ", " + value(one, "source"))
        .findFirst()
        .orElseThrow();
  }

  private static String value(Parameters.ParametersParameterComponent rule, String name) {
    return rule.getPart().stream()
        .filter(part -> name.equals(part.getName()))
        .map(part -> part.getValue().primitiveValue())
        .findFirst()
        .orElse("");
  }

  private static Instant now() {
    return clock(new Parameters());
  }

  private static Instant advance(Duration duration) {
    Parameters now = new Parameters();
    now.addParameter("now", new InstantType(now().plus(duration).toString()));
    return clock(now);
  }

  private static Instant clock(Parameters in) {
    Parameters answer = fhir.post("/$clock", in).accepted().as(Parameters.class);
    return ((InstantType) answer.getParameter("now").getValue()).getValue().toInstant();
  }

  /** The rows that are kept as proof, straight from the database: no API shows them. */
  private List<String> proofs() throws Exception {
    List<String> rows = new ArrayList<>();
    try (Connection connection = EmbeddedData.of(DATA);
        PreparedStatement query =
            connection.prepareStatement(
                "select answer, about, reference, proof from rapport.number_check"
                    + " where patient_id = ? order by id")) {
      query.setString(1, person.id());
      ResultSet found = query.executeQuery();
      while (found.next()) {
        rows.add(
            String.join(
                " ",
                found.getString(1),
                found.getString(2),
                found.getString(3),
                found.getString(4)));
      }
    }
    return rows;
  }

  @Test
  void r12_outreachWaitsForTheAnswer_aReminderDoesNot_andTheProofIsKept() throws Exception {
    register(503, "{}");
    fhir.put(american()).accepted();
    permit(Instant.parse("2027-01-15T15:00:00Z"));

    String survey = staff("survey", "How was your visit?");
    String visit = staff("appointment", "Please bring your card.");

    assertThat(status(survey)).isEqualTo("active");
    assertThat(explained(survey)).startsWith("defer: ").contains("R12");
    assertThat(status(visit)).isEqualTo("completed");
    assertThat(explained(visit)).startsWith("pass: ");
    assertThat(texts()).singleElement().asString().contains("bring your card");

    advance(Duration.ofHours(1));
    assertThat(status(survey)).isEqualTo("active");
    assertThat(asked()).hasSizeGreaterThan(3).containsOnly("2027-01-15");

    String answer = "{\"answer\": \"no\", \"reference\": \"rnd-1\"}";
    register(200, answer);
    Instant answered = advance(Duration.ofMinutes(16));

    assertThat(status(survey)).isEqualTo("completed");
    assertThat(texts()).hasSize(2);
    assertThat(explained(survey)).startsWith("pass: ").contains("said no", "rnd-1");
    String hash =
        HexFormat.of()
            .formatHex(
                MessageDigest.getInstance("SHA-256")
                    .digest(answer.getBytes(StandardCharsets.UTF_8)));
    assertThat(proofs()).containsExactly("no 2027-01-15 rnd-1 sha-256:" + hash);

    int before = asked().size();
    advance(Duration.ofDays(29));
    String second = staff("survey", "And now?");
    assertThat(status(second)).isEqualTo("completed");
    assertThat(asked()).as("not within thirty days").hasSize(before);

    advance(Duration.ofDays(2));
    String third = staff("survey", "And today?");
    assertThat(status(third)).isEqualTo("completed");
    assertThat(asked()).hasSize(before + 1);
    assertThat(proofs()).hasSize(2);
    assertThat(answered).isBefore(now());

    for (String request : List.of(survey, visit, second, third)) {
      assertThat(explained(request)).doesNotContain(person.phone().substring(2));
    }
    assertThat(process.log()).doesNotContain(person.phone().substring(2));

    fhir.post("/Patient/" + person.id() + "/$erase", new Parameters()).accepted();
    assertThat(proofs()).isEmpty();
  }

  @Test
  void r12_yesEndsTheNumberWithATask_untilItIsThePatientsAgain() throws IOException {
    register(200, "{\"answer\": \"yes\", \"reference\": \"rnd-2\"}");
    fhir.put(american()).accepted();
    permit(Instant.parse("2027-01-20T15:00:00Z"));

    String outreach = staff("outreach", "We are open on Saturdays now.");

    assertThat(status(outreach)).isEqualTo("number-reassigned");
    assertThat(texts()).isEmpty();
    Patient patient = fhir.read(Patient.class, person.id());
    assertThat(patient.getTelecomFirstRep().getPeriod().hasEnd()).isTrue();
    assertThat(new Outreach(fhir).tasks("resolve-identity"))
        .anyMatch(task -> ("Patient/" + person.id()).equals(task.getFor().getReference()));
    assertThat(status(staff("appointment", "Your visit is near."))).isEqualTo("number-reassigned");
    assertThat(asked()).containsExactly("2027-01-20");

    Instant next = advance(Duration.ofDays(1));
    register(200, "{\"answer\": \"no-data\"}");
    ContactPoint again = patient.getTelecomFirstRep().copy();
    again.getPeriod().setEnd(null).setStart(Date.from(next));
    patient.addTelecom(again);
    fhir.put(patient).accepted();

    assertThat(status(staff("appointment", "Your visit is near."))).isEqualTo("completed");
    assertThat(texts()).hasSize(1);
    assertThat(asked())
        .containsExactly("2027-01-20", next.toString().substring(0, "2027-01-20".length()));
  }

  @Test
  void aQuestionThatTheRegisterRefusesIsAPersons() {
    register(422, "{}");
    fhir.put(american()).accepted();

    assertThat(status(staff("care", "Your leaflet is ready."))).isEqualTo("completed");

    assertThat(asked()).hasSize(1);
    assertThat(new Outreach(fhir).tasks("escalation"))
        .anyMatch(task -> task.getDescription().contains("number-check"));
  }
}
