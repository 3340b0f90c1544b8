package org.rapport.server.it;

import static com.github.tomakehurst.wiremock.client.WireMock.aResponse;
import static com.github.tomakehurst.wiremock.client.WireMock.containing;
import static com.github.tomakehurst.wiremock.client.WireMock.get;
import static com.github.tomakehurst.wiremock.client.WireMock.okJson;
import static com.github.tomakehurst.wiremock.client.WireMock.post;
import static com.github.tomakehurst.wiremock.client.WireMock.postRequestedFor;
import static com.github.tomakehurst.wiremock.client.WireMock.urlEqualTo;
import static org.assertj.core.api.Assertions.assertThat;

import com.github.tomakehurst.wiremock.WireMockServer;
import com.github.tomakehurst.wiremock.core.WireMockConfiguration;
import com.icegreen.greenmail.util.GreenMail;
import com.icegreen.greenmail.util.ServerSetup;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.rapport.routes.channel.mail.DkimKey;

/** {@code doctor} on the packaged jar, beside peers that are well and such that are not. */
@Execution(ExecutionMode.CONCURRENT)
class DoctorIT {
  private static final String ACCOUNT = "/2010-04-01/Accounts/AC1";

  private final Path data = RapportProcess.folder("doctor").resolve("data");
  private final WireMockServer http =
      new WireMockServer(WireMockConfiguration.options().bindAddress("127.0.0.1").dynamicPort());
  private final GreenMail mail =
      new GreenMail(new ServerSetup(0, "127.0.0.1", ServerSetup.PROTOCOL_SMTP));
  private final DnsStub dns = new DnsStub();

  @BeforeEach
  void peers() {
    http.start();
    mail.start();
  }

  @AfterEach
  void stop() {
    http.stop();
    mail.stop();
    dns.close();
  }

  private Map<String, String> settings() {
    Map<String, String> settings = new LinkedHashMap<>(RapportProcess.settings(data));
    settings.put("RAPPORT_SMTP_URL", "smtp://127.0.0.1:" + mail.getSmtp().getPort());
    settings.put("RAPPORT_SMTP_FROM", "Clinic <hello@clinic.example>");
    settings.put("RAPPORT_SMS_URL", http.baseUrl());
    settings.put("RAPPORT_SMS_ACCOUNT", "AC1");
    settings.put("RAPPORT_SMS_TOKEN", "the-token");
    settings.put("RAPPORT_SMS_FROM", "+14165550100");
    settings.put("RAPPORT_EHR_FHIR_URL", http.baseUrl() + "/ehr");
    settings.put("RAPPORT_EHR_TOKEN_URL", http.baseUrl() + "/token");
    settings.put("RAPPORT_EHR_CLIENT_ID", "us");
    settings.put("RAPPORT_EHR_CLIENT_SECRET", "ehr-secret");
    return settings;
  }

  private RapportProcess doctor(Map<String, String> settings, String... more) {
    List<String> arguments = new ArrayList<>(List.of("doctor", "--name-server", dns.address()));
    arguments.addAll(List.of(more));
    return RapportProcess.launch(
        RapportProcess.serverJar(), settings, arguments.toArray(String[]::new));
  }

  @Test
  void whatIsWellIsSaid_andMessagesComeToWhoAsks() throws Exception {
    DkimKey key =
        DkimKey.readOrMake(Files.createDirectories(data.resolve("keys")).resolve("dkim.pem"));
    dns.has("rapport._domainkey.clinic.example", "v=DKIM1; k=rsa; p=" + key.publicKey());
    dns.has("clinic.example", "v=spf1 include:mail.example -all");
    dns.has("_dmarc.clinic.example", "v=DMARC1; p=reject");
    http.stubFor(get(ACCOUNT + ".json").willReturn(okJson("{\"status\": \"active\"}")));
    http.stubFor(post(ACCOUNT + "/Messages.json").willReturn(aResponse().withStatus(201)));
    http.stubFor(
        get("/ehr/metadata").willReturn(okJson("{\"resourceType\": \"CapabilityStatement\"}")));
    http.stubFor(post("/token").willReturn(okJson("{\"access_token\": \"x\"}")));

    RapportProcess run =
        doctor(settings(), "--send-to", "me@clinic.example", "--send-to", "+14165550101");

    assertThat(run.exitCode()).as(run.log()).isZero();
    assertThat(run.log())
        .contains(
            "takes messages of ours",
            "rapport._domainkey.clinic.example has our key",
            "clinic.example has a record",
            "knows the account",
            "is a FHIR server",
            "gives tokens to our client")
        .doesNotContain("failure ", "the-token", "ehr-secret", "\tat ");
    assertThat(mail.getReceivedMessages())
        .singleElement()
        .satisfies(
            one -> {
              assertThat(one.getAllRecipients()[0]).hasToString("me@clinic.example");
              assertThat(one.getHeader("DKIM-Signature")).isNotNull();
            });
    http.verify(
        1,
        postRequestedFor(urlEqualTo(ACCOUNT + "/Messages.json"))
            .withRequestBody(containing("To=%2B14165550101")));
  }

  @Test
  void whatIsNotWellIsSaidWithWhatToDo_andTheRestIsLookedAtAllTheSame() throws IOException {
    String wrongTime =
        DateTimeFormatter.RFC_1123_DATE_TIME.format(
            Clock.systemUTC().instant().plus(Duration.ofHours(1)).atOffset(ZoneOffset.UTC));
    http.stubFor(
        get(ACCOUNT + ".json")
            .willReturn(aResponse().withStatus(401).withHeader("Date", wrongTime)));
    http.stubFor(get("/ehr/metadata").willReturn(aResponse().withBody("<html>a portal</html>")));
    http.stubFor(post("/token").willReturn(aResponse().withStatus(400)));
    dns.has("rapport._domainkey.clinic.example", "v=DKIM1; p=AAAA");
    Map<String, String> settings = settings();
    mail.stop();
    try (ServerSocket taken =
        new ServerSocket(
            Integer.parseInt(settings.get("RAPPORT_MLLP_PORT")),
            1,
            InetAddress.getLoopbackAddress())) {
      RapportProcess run = doctor(settings);

      assertThat(run.exitCode()).as(run.log()).isEqualTo(1);
      assertThat(run.log().lines().toList())
          .anyMatch(
              line -> line.matches("warning +RAPPORT_MLLP_PORT +" + taken.getLocalPort() + ".*"))
          .anyMatch(line -> line.matches("failure +RAPPORT_SMTP_URL .*"))
          .anyMatch(line -> line.matches("failure +DKIM .*has another key.*v=DKIM1; k=rsa; p=.*"))
          .anyMatch(line -> line.matches("warning +SPF .*"))
          .anyMatch(line -> line.matches("warning +DMARC .*"))
          .anyMatch(line -> line.matches("failure +RAPPORT_SMS_URL +refuses RAPPORT_SMS_ACCOUNT.*"))
          .anyMatch(
              line -> line.matches("failure +RAPPORT_SMS_URL +its clock is .* ahead of ours.*"))
          .anyMatch(line -> line.matches("failure +RAPPORT_EHR_FHIR_URL +answers 200 .*"))
          .anyMatch(
              line ->
                  line.matches(
                      "failure +RAPPORT_EHR_TOKEN_URL +The server gives no token .HTTP 400.*"));
    }
  }
}
