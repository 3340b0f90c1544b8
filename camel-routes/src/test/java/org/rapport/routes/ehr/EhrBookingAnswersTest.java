package org.rapport.routes.ehr;

import static com.github.tomakehurst.wiremock.client.WireMock.aResponse;
import static com.github.tomakehurst.wiremock.client.WireMock.get;
import static com.github.tomakehurst.wiremock.client.WireMock.matching;
import static com.github.tomakehurst.wiremock.client.WireMock.putRequestedFor;
import static com.github.tomakehurst.wiremock.client.WireMock.urlEqualTo;
import static com.github.tomakehurst.wiremock.client.WireMock.urlPathEqualTo;
import static org.assertj.core.api.Assertions.assertThat;

import com.github.tomakehurst.wiremock.http.Fault;
import org.apache.camel.Exchange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.rapport.routes.rapport.WorkExchange;

/** What an EHR answers to a visit that it is to make decides what becomes of it. */
class EhrBookingAnswersTest extends BookingEhr {
  @ParameterizedTest
  @CsvSource({
    "400, failed http-400",
    "409, failed http-409",
    "412, failed http-412",
    "422, failed http-422",
    "404, failed no-create",
    "405, failed no-create",
    "501, failed no-create",
    "401, retry http-401",
    "403, retry http-403",
    "408, retry http-408",
    "429, retry http-429",
    "500, retry http-500",
    "503, retry http-503",
  })
  void whatThePostIsAnsweredDecides(int status, String came) {
    posts(
        json("""
                {"resourceType": "OperationOutcome", "issue": [{"severity": "error",
                 "code": "business-rule", "diagnostics": "The slot is\\n taken"}]}""")
            .withStatus(status));

    Exchange exchange = book();

    assertThat(came(exchange)).isEqualTo(came);
    if (came.startsWith("failed http-")) {
      assertThat(exchange.getProperty(WorkExchange.WORDS, String.class))
          .isEqualTo("The slot is taken");
    }
    PEER.verify(0, putRequestedFor(urlEqualTo("/ours/Appointment/v1")));
  }

  @ParameterizedTest
  @CsvSource({"200", "201"})
  void aPageOfAProxyIsNoAnswer(int status) {
    posts(
        aResponse()
            .withStatus(status)
            .withHeader("Content-Type", "text/html")
            .withBody("<html>Sign in</html>"));

    assertThat(came(book())).startsWith("retry ");
  }

  /** Nobody could tell by a second look whether the first was taken. */
  @ParameterizedTest
  @CsvSource({"true, failed created-unknown", "false, retry FhirClientConnectionException"})
  void anUnknownAnswerIsTriedAgainOnlyWhereItWouldShow(boolean hidden, String came) {
    if (hidden) {
      PEER.stubFor(get(urlPathEqualTo("/ehr/Appointment")).willReturn(aResponse().withStatus(400)));
    }
    posts(aResponse().withFault(Fault.CONNECTION_RESET_BY_PEER));

    assertThat(came(book())).isEqualTo(came);
    posted(1);
  }

  @Test
  void orTheEhrSaysThatItLooksForTheSameFirst() {
    PEER.stubFor(get(urlPathEqualTo("/ehr/Appointment")).willReturn(aResponse().withStatus(400)));
    can(
        """
        , "rest": [{"mode": "server", "resource": [{"type": "Appointment",
          "interaction": [{"code": "create"}], "conditionalCreate": true}]}]""");
    posts(aResponse().withStatus(502));

    assertThat(came(book())).isEqualTo("retry http-502");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      value = {
        "[{\"type\": \"Appointment\", \"interaction\": [{\"code\": \"read\"}]}];failed no-create",
        "[{\"type\": \"Patient\", \"interaction\": [{\"code\": \"read\"}]}];failed no-create",
        "[{\"type\": \"Appointment\"}];sent http-201",
        "[{\"type\": \"Appointment\", \"interaction\": [{\"code\": \"create\"}]}];sent http-201",
      })
  void whetherItCanIsForTheEhrToSay(String resources, String came) {
    can(", \"rest\": [{\"mode\": \"server\", \"resource\": " + resources + "}]");
    posts(made("Appointment/77"));

    assertThat(came(book())).isEqualTo(came);
  }

  @Test
  void somebodyWhomTheEhrDoesNotKnowIsForAPerson() {
    ours("Patient/p1", "{\"resourceType\": \"Patient\", \"id\": \"p1\"}");

    assertThat(came(book())).isEqualTo("failed patient-unknown");
    posted(0);
  }

  @Test
  void turnedOffItIsATaskAsItWas() {
    assertThat(came(told("booked", false))).isEqualTo("failed not-found");
    posted(0);
  }

  /** The EHR's word of it came first, and nothing told that it is this one. */
  @Test
  void twoOfOursWithOneNumberAreForAPerson() {
    posts(made("Appointment/77"));
    PEER.stubFor(
        get(urlPathEqualTo("/ours/Appointment"))
            .withQueryParam("identifier", matching(".*/ehr/Appointment\\|77"))
            .willReturn(json(found(theirs("v9", "", NINE, "booked")))));

    assertThat(came(book())).isEqualTo("failed twice-here");
  }
}
