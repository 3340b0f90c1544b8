package org.rapport.server.inbound;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import ca.uhn.fhir.jpa.api.dao.IFhirResourceDao;
import ca.uhn.fhir.rest.api.server.SystemRequestDetails;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.hl7.fhir.r4.model.Communication;
import org.hl7.fhir.r4.model.ContactPoint.ContactPointSystem;
import org.hl7.fhir.r4.model.IdType;
import org.hl7.fhir.r4.model.Patient;
import org.junit.jupiter.api.Test;
import org.rapport.server.OwnServer;
import org.rapport.server.consent.ContactBook.Route;
import org.rapport.server.embedded.SimulatedClock;
import org.rapport.server.inbound.ReceiveMessage.Received;
import org.rapport.server.rights.RightsOperations;
import org.rapport.terminology.Channel;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.jdbc.core.simple.JdbcClient;

/** What is kept of parts, and for how long, on the real database. */
class TextPartsIT extends OwnServer {
  @Autowired private ReceivePart parts;
  @Autowired private SimulatedClock clock;
  @Autowired private JdbcClient jdbc;
  @Autowired private IFhirResourceDao<Patient> patients;
  @Autowired private IFhirResourceDao<Communication> communications;
  @Autowired private RightsOperations rights;

  @Test
  void wordsGoWithTheJoinAndTheRestMinutesLater() {
    String number = "+14165550901";
    assertThat(receive(number, 1, 2, "Where do I ").code()).isEqualTo("part");
    assertThat(words(number)).containsExactly("Where do I ");

    Received whole = receive(number, 2, 2, "park?");

    assertThat(words(number)).isEmpty();
    assertThat(rows(number)).isEqualTo(2);
    assertThat(body(whole)).isEqualTo("Where do I park?");
    advance(ReceivePart.REMEMBERED);
    await().until(() -> rows(number) == 0);
    await().until(() -> jdbc.sql(WORK).query(Long.class).single() == 0);
  }

  private static final String WORK =
      "select count(*) from rapport.work_item where kind = 'text-parts'";

  @Test
  void theServerTakesWhatIsThereByItself() {
    String number = "+14165550902";
    receive(number, 2, 3, "b");
    advance(ReceivePart.PATIENCE.minusMillis(1));
    assertThat(words(number)).containsExactly("b");

    advance(Duration.ofMillis(1));

    await().until(() -> words(number).isEmpty());
    assertThat(rows(number)).isEqualTo(1);
  }

  /** An SMSC delivers over several threads, and a part more than once. */
  @Test
  void partsAtTheSameMomentAreOneText() throws Exception {
    String number = "+14165550903";
    CountDownLatch together = new CountDownLatch(1);
    ExecutorService threads = Executors.newFixedThreadPool(8);
    try {
      List<Future<Received>> all =
          java.util.stream.IntStream.range(0, 8)
              .mapToObj(
                  i ->
                      threads.submit(
                          () -> {
                            together.await();
                            return receive(number, 1 + i % 4, 4, "word" + i % 4 + " ");
                          }))
              .toList();
      together.countDown();
      List<Received> answers = new java.util.ArrayList<>();
      for (Future<Received> one : all) {
        answers.add(one.get());
      }

      assertThat(answers).extracting(Received::code).containsOnlyOnce("other");
      assertThat(answers).extracting(Received::code).filteredOn("part"::equals).hasSize(3);
      Received whole = answers.stream().filter(one -> one.id() != null).findFirst().orElseThrow();
      assertThat(body(whole)).isEqualTo("word0 word1 word2 word3");
    } finally {
      threads.shutdownNow();
    }
  }

  @Test
  void r28_partsOfWhoIsErasedGoWithThem() {
    String number = "+14165550904";
    Patient patient = new Patient().setActive(true);
    patient.setId("parts-erased");
    patient.addTelecom().setSystem(ContactPointSystem.PHONE).setValue(number);
    patients.update(patient, new SystemRequestDetails());
    receive(number, 1, 2, "my name is ");
    receive("+14165550905", 1, 2, "somebody else ");

    rights.erase(new IdType("Patient/parts-erased"), null);

    assertThat(rows(number)).isZero();
    assertThat(rows("+14165550905")).isEqualTo(1);
  }

  private Received receive(String number, int part, int of, String words) {
    return parts.receive(
        new TextPart(new Route(Channel.SMS, number), "14165550100", 7, part, of, words));
  }

  private void advance(Duration duration) {
    Instant now = clock.instant().plus(duration);
    clock.moveTo(now);
  }

  private String body(Received received) {
    return communications
        .read(new IdType("Communication", received.id()), new SystemRequestDetails())
        .getPayloadFirstRep()
        .getContentStringType()
        .getValue();
  }

  private long rows(String number) {
    return jdbc.sql("select count(*) from rapport.text_part where sender = ?")
        .param(number)
        .query(Long.class)
        .single();
  }

  private List<String> words(String number) {
    return jdbc.sql(
            "select body from rapport.text_part where sender = ? and body is not null order by part")
        .param(number)
        .query(String.class)
        .list();
  }
}
