package org.rapport.server.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import org.hl7.fhir.r4.model.CodeType;
import org.hl7.fhir.r4.model.Communication;
import org.hl7.fhir.r4.model.IntegerType;
import org.hl7.fhir.r4.model.Parameters;
import org.hl7.fhir.r4.model.StringType;
import org.hl7.fhir.r4.model.Task;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A long text arrives in parts, and is read as one. */
@ExtendWith(SharedClinic.class)
class LongTextIT {
  private final Clinic clinic;
  private final Person person = Person.next().withoutEmail();
  private final PatientPhone phone;

  LongTextIT(Clinic clinic) {
    this.clinic = clinic;
    this.phone = new PatientPhone(clinic, person.phone());
    clinic.book(person, clinic.morning().plusDays(10).withHour(14));
  }

  @Test
  void crisisWordingThatIsTornIsHeard() {
    assertThat(receive(9, 1, 2, "C but honestly I want to ")).isEqualTo("part");
    clinic.settle();
    assertThat(tasks("crisis")).isEmpty();

    assertThat(receive(9, 2, 2, "die")).isEqualTo("crisis");
    clinic.settle();

    assertThat(tasks("crisis")).hasSize(1);
    assertThat(phone.last()).contains("9-8-8");
  }

  @Test
  void stopThatIsTornAndArrivesTheOtherWayRoundOptsOut() {
    assertThat(receive(9, 2, 2, "op texting me")).isEqualTo("part");
    assertThat(receive(9, 1, 2, "Please st")).isEqualTo("stop");
    clinic.settle();

    assertThat(phone.last()).contains("opted out");
    assertThat(texts()).containsExactly("Please stop texting me");
  }

  @Test
  void aPartThatComesAgainChangesNothing() {
    assertThat(receive(9, 1, 2, "Where do I ")).isEqualTo("part");
    assertThat(receive(9, 1, 2, "Where do I ")).isEqualTo("duplicate");
    assertThat(receive(9, 2, 2, "park?")).isEqualTo("other");
    assertThat(receive(9, 2, 2, "park?")).isEqualTo("duplicate");
    assertThat(receive(9, 1, 2, "Where do I ")).isEqualTo("duplicate");
    clinic.advance(Duration.ofMinutes(1));

    assertThat(texts()).containsExactly("Where do I park?");
    assertThat(tasks("call-back")).hasSize(1);
  }

  @Test
  void whatIsMissingIsNotWaitedForLongerThanHalfAMinute() {
    receive(9, 1, 3, "I cannot find the");
    receive(9, 3, 3, "and it is raining");
    clinic.advance(Duration.ofSeconds(29));
    assertThat(texts()).isEmpty();

    clinic.advance(Duration.ofSeconds(1));

    assertThat(texts()).containsExactly("I cannot find the … and it is raining");
    assertThat(receive(9, 2, 3, "STOP")).as("late: a text of its own").isEqualTo("part");
    assertThat(receive(9, 2, 3, "STOP")).isEqualTo("duplicate");
    clinic.advance(Duration.ofMinutes(1));
    assertThat(texts()).hasSize(2).contains("… STOP …");
    assertThat(phone.last()).contains("opted out");
  }

  @Test
  void whatIsTornBetweenTwoLatePartsIsHeard() {
    receive(9, 1, 3, "I have been ill and");
    clinic.advance(Duration.ofMinutes(1));

    receive(9, 3, 3, "die");
    receive(9, 2, 3, "I want to ");
    clinic.advance(Duration.ofSeconds(30));

    assertThat(texts()).containsExactlyInAnyOrder("I have been ill and …", "… I want to die");
    assertThat(tasks("crisis")).hasSize(1);
  }

  /** References begin again, of some telephones with every text. */
  @Test
  void aReferenceThatComesAgainIsAnotherText() {
    receive(9, 1, 2, "Please st");
    clinic.advance(Duration.ofSeconds(31));
    receive(9, 2, 2, "oor?");
    receive(9, 1, 2, "Which fl");
    assertThat(texts()).containsExactlyInAnyOrder("Please st …", "Which floor?");

    receive(9, 1, 2, "Is there a l");
    assertThat(receive(9, 1, 2, "How l")).as("within the half minute").isEqualTo("part");
    assertThat(texts()).hasSize(3).contains("Is there a l …");
    receive(9, 2, 2, "ong?");
    assertThat(texts()).hasSize(4).contains("How long?");

    clinic.advance(Duration.ofMinutes(5));
    receive(9, 1, 2, "How l");
    receive(9, 2, 2, "ong?");
    assertThat(texts()).as("the same words, minutes later").hasSize(5);
  }

  @Test
  void partsOfTwoTextsAreToldApart() {
    receive(9, 1, 2, "one ");
    receive(10, 1, 2, "three ");
    receive(9, 1, 3, "five ");
    receive(10, 2, 2, "four");
    receive(9, 2, 2, "two");

    assertThat(texts()).containsExactlyInAnyOrder("one two", "three four");
    assertThat(clinic.process().log()).doesNotContain("three four", "one two", "five ");
  }

  @ParameterizedTest
  @CsvSource({"9,0,2", "9,3,2", "9,1,0", "9,1,256", "-1,1,2", "65536,1,2", ",1,2", "9,,2", "9,1,"})
  void partsThatCannotBeAreRefused(Integer reference, Integer part, Integer parts) {
    assertThat(answer("sms", reference, part, parts, "stop").status()).isEqualTo(400);
    assertThat(texts()).isEmpty();
  }

  @Test
  void aTextOfOnePartIsWholeAndMailHasNoParts() {
    assertThat(receive(9, 1, 1, "Where do I park?")).isEqualTo("other");
    assertThat(answer("email", 9, 1, 2, "stop").status()).isEqualTo(400);
  }

  private String receive(int reference, int part, int parts, String words) {
    Parameters answer =
        answer("sms", reference, part, parts, words).accepted().as(Parameters.class);
    return answer.getParameter("meaning").getValue().primitiveValue();
  }

  private FhirClient.Answer answer(
      String channel, Integer reference, Integer part, Integer parts, String words) {
    Parameters in = new Parameters();
    in.addParameter("channel", new CodeType(channel));
    in.addParameter(
        "messageId", new StringType(reference + " " + part + " " + person.id() + words));
    in.addParameter("from", new StringType(person.phone()));
    in.addParameter("to", new StringType("14165550100"));
    in.addParameter("body", new StringType(words));
    add(in, "reference", reference);
    add(in, "part", part);
    add(in, "parts", parts);
    return clinic.fhir().post("/$receive", in);
  }

  private static void add(Parameters in, String name, Integer value) {
    if (value != null) {
      in.addParameter(name, new IntegerType(value));
    }
  }

  private List<String> texts() {
    return clinic.fhir().search(Communication.class, "sender=Patient/" + person.id()).stream()
        .map(text -> text.getPayloadFirstRep().getContentStringType().getValue())
        .toList();
  }

  private List<Task> tasks(String code) {
    return clinic.outreach().tasks(code).stream()
        .filter(task -> ("Patient/" + person.id()).equals(task.getFor().getReference()))
        .toList();
  }
}
