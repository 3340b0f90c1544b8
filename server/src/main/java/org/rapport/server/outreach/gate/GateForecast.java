package org.rapport.server.outreach.gate;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.rapport.server.outreach.message.DueMessage;
import org.rapport.server.outreach.message.DueMessages;
import org.springframework.stereotype.Component;

/** Asks the gate about a message before it is due to be claimed. Joins the caller's transaction. */
@Component
public class GateForecast {
  private final DueMessages messages;
  private final GateQuestions questions;
  private final Gate gate;

  GateForecast(DueMessages messages, GateQuestions questions, Gate gate) {
    this.messages = messages;
    this.questions = questions;
    this.gate = gate;
  }

  /**
   * When a message may go, by what is known now: at once, later, or (empty) never.
   *
   * @param request id of a CommunicationRequest that is planned
   */
  public Optional<Instant> goes(String request, Instant now) {
    DueMessage message = messages.load(List.of(request)).get(request);
    if (message == null) {
      return Optional.empty();
    }
    Gate.Verdict verdict = gate.judge(questions.ask(List.of(message), now).get(message.id()), now);
    if (verdict instanceof Gate.Verdict.Defer defer) {
      return Optional.of(defer.until());
    }
    return verdict instanceof Gate.Verdict.Release ? Optional.of(now) : Optional.empty();
  }
}
