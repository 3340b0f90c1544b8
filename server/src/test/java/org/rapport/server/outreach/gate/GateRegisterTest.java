package org.rapport.server.outreach.gate;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.StringReader;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.rapport.server.consent.TestContacts;
import org.rapport.server.outreach.gate.Gate.Verdict;
import org.rapport.server.outreach.message.AnswerKind;
import org.rapport.server.policy.Policy;
import org.rapport.server.policy.PolicyReader;
import org.rapport.server.policy.PolicyRow;
import org.rapport.terminology.Channel;
import org.rapport.terminology.NotDoneReason;
import org.rapport.terminology.OutreachPurpose;
import org.rapport.time.CivilTime;

/** R14: where a register of senders is kept, a message goes out only from one registered for it. */
class GateRegisterTest {
  private static final Instant NOON = Instant.parse("2027-05-05T16:00:00Z");
  private static final Map<Channel, String> SENDER = Map.of(Channel.SMS, "+14165550199");

  private static Gate gate(Map<Channel, String> senders, String... rows) {
    List<PolicyRow> all = new ArrayList<>(TestPolicy.shipped().rows());
    for (String row : rows) {
      all.addAll(
          new PolicyReader(Set.of("care", "appointment"), Set.of("sms", "email"))
              .read("test", new StringReader(row)));
    }
    return new Gate(CivilTime.installed(), new Policy(all), senders);
  }

  private static String row(String purpose, String sender) {
    return "- {id: R14-%s, jurisdiction: '*', purposes: [%s], channels: [sms], citation: x, sender: '%s'}"
        .formatted(purpose, purpose, sender);
  }

  private static Verdict text(Gate gate, OutreachPurpose purpose) {
    return gate.judge(
        TestQuestions.message(purpose)
            .contacts(TestContacts.book(List.of(TestContacts.mobile(TestContacts.MOBILE))))
            .ask(),
        NOON);
  }

  @Test
  void withoutARegisterNobodyIsAsked() {
    assertThat(text(gate(Map.of()), OutreachPurpose.CARE)).isInstanceOf(Verdict.Release.class);
  }

  @Test
  void aRegisteredSenderSendsWhatItIsRegisteredForAndNoMore() {
    Gate gate = gate(SENDER, row("care", "+14165550199"));

    assertThat(text(gate, OutreachPurpose.CARE)).isInstanceOf(Verdict.Release.class);
    assertThat(text(gate, OutreachPurpose.APPOINTMENT))
        .isEqualTo(new Verdict.Refuse(NotDoneReason.CONDITION_NOT_MET));
  }

  @Test
  void aSenderThatIsNotRegisteredOrNotKnownSendsNothing() {
    String row = row("care", "+14165550100");

    assertThat(text(gate(SENDER, row), OutreachPurpose.CARE))
        .isEqualTo(new Verdict.Refuse(NotDoneReason.CONDITION_NOT_MET));
    assertThat(text(gate(Map.of(), row), OutreachPurpose.CARE))
        .isEqualTo(new Verdict.Refuse(NotDoneReason.CONDITION_NOT_MET));
  }

  @Test
  void whatTheLawDemandsGoesOutAllTheSame() {
    Gate gate = gate(SENDER, row("care", "+14165550100"));

    assertThat(
            gate.judge(
                TestQuestions.message(OutreachPurpose.ACKNOWLEDGEMENT)
                    .answers(AnswerKind.HELP, TestContacts.MOBILE)
                    .due(NOON)
                    .ask(),
                NOON))
        .isInstanceOf(Verdict.Release.class);
  }
}
