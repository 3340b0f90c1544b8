package org.rapport.server.outreach.outcome;

import static org.rapport.server.store.TransactionEntries.put;

import java.time.Clock;
import java.util.Map;
import java.util.Optional;
import org.hl7.fhir.r4.model.Bundle;
import org.hl7.fhir.r4.model.CodeableConcept;
import org.hl7.fhir.r4.model.ContactPoint;
import org.hl7.fhir.r4.model.Reference;
import org.hl7.fhir.r4.model.StringType;
import org.hl7.fhir.r4.model.Task;
import org.hl7.fhir.r4.model.Task.TaskPriority;
import org.rapport.server.consent.NumberChecks;
import org.rapport.server.outreach.outcome.AnsweredAttempts.Answered;
import org.rapport.server.projection.Stranger;
import org.rapport.server.store.NameBasedId;
import org.rapport.server.store.OutreachTask;
import org.rapport.server.store.ResourceWriter;
import org.rapport.terminology.TaskCode;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/**
 * Work that only a person can do, as Tasks. Ids are derived from the cause: one cause, one Task.
 */
@Component
public class StaffTasks {
  private static final String HELD = "held-";

  private static final Map<String, String> CAUSES =
      Map.of(
          "account", "the account: its password, its credit, or that it is suspended",
          "sender", "the number or address that they come from",
          "policy", "a policy of the receiver or the relay, such as reputation, SPF, DKIM or DMARC",
          "registration", "a registration of the sender that is missing",
          "region", "a country that the account may not write to",
          "security", "want of an encrypted connection");

  private final ResourceWriter writer;
  private final JdbcClient jdbc;
  private final Clock clock;

  StaffTasks(ResourceWriter writer, JdbcClient jdbc, Clock clock) {
    this.writer = writer;
    this.jdbc = jdbc;
    this.clock = clock;
  }

  /** Somebody has to find out whether the patient got the message. */
  void deliveryUnknown(Bundle bundle, Answered attempt) {
    OutreachTask task =
        task(
            TaskCode.DELIVERY_UNKNOWN,
            "delivery-unknown " + attempt.id(),
            "The connection broke while the message was in the provider's hands. It is not sent"
                + " again by machine: please find out whether it arrived.");
    task.focus("Communication/" + attempt.id())
        .patient(Stranger.is(attempt.patient()) ? null : attempt.patient());
    put(bundle, task.task());
  }

  /** What is wrong with a channel, where an outcome's reason says so: {@code held-account}. */
  static Optional<String> heldCause(String reason) {
    return Optional.ofNullable(reason)
        .filter(code -> code.matches(HELD + "[a-z]{1,20}"))
        .map(code -> code.substring(HELD.length()));
  }

  /**
   * The provider refuses what goes out by a channel for a reason that only a person can put right:
   * one open Task a channel and cause, however many messages wait.
   */
  void channelHeld(Bundle bundle, String channel, String cause) {
    String id = NameBasedId.of("channel held " + channel + " " + cause);
    boolean there =
        bundle.getEntry().stream()
            .anyMatch(entry -> id.equals(entry.getResource().getIdElement().getIdPart()));
    if (there || open(id)) {
      return;
    }
    OutreachTask task =
        task(
            TaskCode.ESCALATION,
            "channel held " + channel + " " + cause,
            "Messages by "
                + channel
                + " are refused for "
                + CAUSES.getOrDefault(cause, "a reason that is not the message's")
                + ". They wait while they are useful. Please put it right with the provider.");
    put(bundle, task.task());
  }

  private boolean open(String task) {
    return jdbc.sql(
                """
                select count(*) from rapport.focus_facts where reference = ?
                  and status in ('requested', 'received', 'accepted', 'ready', 'in-progress',
                    'on-hold')\
                """)
            .param("Task/" + task)
            .query(Long.class)
            .single()
        > 0;
  }

  /** A register says that a number is somebody else's: the patient has to be asked for another. */
  public void reassigned(Bundle bundle, NumberChecks.Waiting check) {
    OutreachTask task =
        task(
            TaskCode.RESOLVE_IDENTITY,
            "number check " + check.id(),
            "A register of reassigned numbers says that this number is not the patient's any more."
                + " Nothing more goes there: please ask for another.");
    Task asked = task.focus("Patient/" + check.patient()).patient(check.patient()).task();
    telephone(asked, check.number().address());
    put(bundle, asked);
  }

  /** Somebody has to call: whom, and what to say, is in the Task. */
  void call(Bundle bundle, Answered attempt) {
    Task task =
        task(
                TaskCode.CALL_BACK,
                "call " + attempt.id(),
                "Please call, and say what is in the script. Close this with what came of it as the"
                    + " business status.")
            .priority(TaskPriority.ROUTINE)
            .focus("Communication/" + attempt.id())
            .patient(attempt.patient())
            .task();
    if (!attempt.requestDeleted()) {
      task.addBasedOn(new Reference("CommunicationRequest/" + attempt.request()));
    }
    telephone(task, attempt.address());
    task.addInput()
        .setType(new CodeableConcept().setText("script"))
        .setValue(new StringType(attempt.body()));
    put(bundle, task);
  }

  private static void telephone(Task task, String number) {
    task.addInput()
        .setType(new CodeableConcept().setText("telephone"))
        .setValue(
            new ContactPoint().setSystem(ContactPoint.ContactPointSystem.PHONE).setValue(number));
  }

  /** Nobody has taken a crisis in time: somebody above has to. Joins the caller's transaction. */
  public void crisisWaits(Task crisis) {
    OutreachTask task =
        task(
            TaskCode.ESCALATION,
            "crisis waits " + crisis.getIdElement().getIdPart(),
            "A crisis has waited for 15 minutes and nobody has accepted it. Please see to it that"
                + " the person is contacted now.");
    task.toSupervisor().focus("Task/" + crisis.getIdElement().getIdPart()).patient(crisis.getFor());
    Bundle bundle = new Bundle().setType(Bundle.BundleType.TRANSACTION);
    put(bundle, task.task());
    writer.write(bundle);
  }

  private OutreachTask task(TaskCode code, String cause, String description) {
    return OutreachTask.becauseOf(cause, code, clock.instant()).saying(description);
  }
}
