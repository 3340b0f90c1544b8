package org.rapport.routes.ehr;

import static com.github.tomakehurst.wiremock.client.WireMock.aResponse;
import static com.github.tomakehurst.wiremock.client.WireMock.equalTo;
import static com.github.tomakehurst.wiremock.client.WireMock.get;
import static com.github.tomakehurst.wiremock.client.WireMock.postRequestedFor;
import static com.github.tomakehurst.wiremock.client.WireMock.urlPathEqualTo;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.groups.Tuple.tuple;

import org.hl7.fhir.r4.model.Appointment;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A visit that was booked here is created at an EHR, and only once. */
class EhrBookingTest extends BookingEhr {
  @Test
  void itIsSentInTheEhrsOwnReferences_andItsIdIsKept() {
    posts(made("Appointment/77/_history/1"));

    assertThat(came(book())).isEqualTo("sent http-201");

    var requests = PEER.findAll(postRequestedFor(urlPathEqualTo("/ehr/Appointment")));
    assertThat(requests).hasSize(1);
    assertThat(requests.get(0).getHeader("If-None-Exist")).isEqualTo("identifier=" + OWN + "|v1");
    Appointment sent =
        fhir.newJsonParser().parseResource(Appointment.class, requests.get(0).getBodyAsString());
    assertThat(sent.getIdentifierFirstRep().getValue()).isEqualTo("v1");
    assertThat(sent.getParticipant())
        .extracting(one -> one.getActor().getReference(), one -> one.getActor().getDisplay())
        .containsExactly(tuple("Patient/P9", null), tuple("Location/L9", null));
    assertThat(sent.getStart()).isNotNull();
    assertThat(sent.getServiceTypeFirstRep().getText()).isEqualTo("Check-up");
    assertThat(sent.getExtension()).isEmpty();
    kept("77");
  }

  @ParameterizedTest
  @CsvSource({
    "Appointment/77",
    "/ehr/Appointment/77/_history/3",
    "https://proxy.example.org/api/FHIR/R4/Appointment/77",
    "https://proxy.example.org/api/FHIR/R4/Appointment/77/_history/1",
  })
  void whereItIsMayBeSaidInManyWays(String location) {
    posts(made(location));

    assertThat(came(book())).isEqualTo("sent http-201");
    kept("77");
  }

  @Test
  void orInTheBodyAlone() {
    posts(json(theirs("77", "", NINE, "booked")).withStatus(201));

    assertThat(came(book())).isEqualTo("sent http-201");
    kept("77");
  }

  /** Its answer was lost, or it says neither id nor body: what was made is looked for. */
  @Test
  void orNotAtAll_thenItIsLookedFor() {
    posts(aResponse().withStatus(201));

    assertThat(came(book())).isEqualTo("failed created-without-id");
    posted(1);

    String visit = theirs("77", own("v1"), NINE, "booked");
    byNumber(found(visit));
    ehr("77", visit);
    assertThat(came(book())).isEqualTo("sent http-200");
    posted(1);
    kept("77");
  }

  /** Of an EHR that keeps no numbers of others: by whom and when. */
  @Test
  void whatTheEhrHasForThePatientAtThatTimeIsIt() {
    String visit = theirs("77", "", NINE, "booked");
    byTime(found(visit));
    ehr("77", visit);

    assertThat(came(book())).isEqualTo("sent http-200");
    posted(0);
    kept("77");
  }

  @Test
  void butNotWhatIsAnotherVisitOfOurs_norWhatIsCancelled_norAnotherTime() {
    byTime(
        found(
            theirs("70", own("v2"), NINE, "booked"),
            theirs("71", "", NINE, "cancelled"),
            theirs("72", "", "2027-03-15T13:05:00Z", "booked"),
            theirs("73", "", NINE, "booked")));
    PEER.stubFor(
        get(urlPathEqualTo("/ours/Appointment"))
            .withQueryParam("identifier", equalTo(PEER.baseUrl() + "/ehr/Appointment|73"))
            .willReturn(json(found(theirs("v3", "", NINE, "booked")))));
    posts(made("Appointment/77"));

    assertThat(came(book())).isEqualTo("sent http-201");
    kept("77");
  }

  /** A server that passes over parameters that it does not know answers everything. */
  @Test
  void aSearchThatAnswersAllFindsNothing() {
    byNumber(found(theirs("1", "", "2027-01-01T09:00:00Z", "booked")));
    posts(made("Appointment/77"));

    assertThat(came(book())).isEqualTo("sent http-201");
    kept("77");
  }

  @Test
  void theExistingOneIsAnswered_andItMayHaveBeenMovedThere() {
    posts(json(theirs("77", own("v1"), NINE, "booked")));
    ehr("77", theirs("77", own("v1"), NINE, "booked"));
    assertThat(came(book())).isEqualTo("sent http-200");

    ehr("77", theirs("77", own("v1"), "2027-03-16T13:00:00Z", "booked"));
    assertThat(came(book())).isEqualTo("failed conflict");
  }
}
