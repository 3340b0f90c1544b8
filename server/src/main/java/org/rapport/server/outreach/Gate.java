package org.rapport.server.outreach;

import java.time.DayOfWeek;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.ZoneId;
import java.util.Optional;
import org.rapport.server.consent.ContactBook;
import org.rapport.server.consent.ContactBook.Choice;
import org.rapport.server.journey.Facts.PatientState;
import org.rapport.terminology.Channel;
import org.rapport.terminology.NotDoneReason;
import org.rapport.terminology.OutreachPurpose;
import org.rapport.time.CivilTime;

/**
 * The one gate, asked at the moment of sending: is the message still wanted, permitted, and timely?
 * (policy, "Order of the gate".) What a text may say is checked after it is rendered. Pure.
 */
public final class Gate {
  /** An acknowledgement answers what the patient did in the last 15 minutes, at any hour. */
  private static final Duration FRESH = Duration.ofMinutes(15);

  /** While a crisis waits for a person, what is planned waits; its end makes it due again. */
  private static final Duration LOOK_AGAIN = Duration.ofDays(1);

  private static final LocalTime OPENS = LocalTime.of(9, 0);
  private static final LocalTime CLOSES = LocalTime.of(20, 0);
  private static final LocalTime CLOSES_FOR_OUTREACH = LocalTime.of(18, 0);

  private final CivilTime time;

  public Gate(CivilTime time) {
    this.time = time;
  }

  /**
   * What the gate is asked about.
   *
   * @param only the channel that staff chose, if they did
   * @param status of the CommunicationRequest
   * @param anchor the visit start it was planned for; null when it is not about a visit
   * @param visitStatus Appointment.status, or null when the visit is gone
   * @param zone whose wall clock the hours are in
   * @param answer what it answers, or null
   * @param crisis whether a crisis of the patient waits for a person
   */
  public record Question(
      String status,
      OutreachPurpose purpose,
      Optional<Channel> only,
      Instant occurrence,
      Instant usefulUntil,
      Instant anchor,
      String visitStatus,
      Instant visitStart,
      PatientState patient,
      ContactBook contacts,
      ZoneId zone,
      Answer answer,
      boolean crisis) {
    /** An acknowledgement that law or safety demand of any address, at once. */
    boolean required() {
      return answer != null
          && answer.kind().required()
          && purpose == OutreachPurpose.ACKNOWLEDGEMENT;
    }
  }

  /** One of the fixed answers, to the address that it answers. */
  public record Answer(AnswerKind kind, ContactBook.Route to) {}

  /** What the gate answers. */
  public sealed interface Verdict {
    /** It may go now, this way. */
    record Release(ContactBook.Route route) implements Verdict {}

    /** Not now; ask again then. */
    record Defer(Instant until) implements Verdict {}

    /** Never. */
    record Refuse(NotDoneReason reason) implements Verdict {}

    /** It is not planned any more; nothing is to be recorded. */
    record Withdrawn() implements Verdict {}
  }

  /** Judges one message at {@code now}. */
  public Verdict judge(Question question, Instant now) {
    if (!"active".equals(question.status())) {
      return new Verdict.Withdrawn();
    }
    Optional<NotDoneReason> unwanted = unwanted(question, now);
    if (unwanted.isPresent()) {
      return new Verdict.Refuse(unwanted.get());
    }
    if (now.isBefore(question.occurrence())) {
      return new Verdict.Defer(question.occurrence());
    }
    if (question.usefulUntil() != null && !now.isBefore(question.usefulUntil())) {
      return new Verdict.Refuse(NotDoneReason.WINDOW_PASSED);
    }
    if (question.crisis() && !question.required()) {
      Instant again = now.plus(LOOK_AGAIN);
      return new Verdict.Defer(
          question.usefulUntil() != null && question.usefulUntil().isBefore(again)
              ? question.usefulUntil()
              : again);
    }
    Choice choice =
        question.answer() == null
            ? question.contacts().choose(question.purpose(), question.only(), now)
            : question
                .contacts()
                .answer(question.answer().to(), question.purpose(), question.required(), now);
    if (choice.route().isEmpty()) {
      return new Verdict.Refuse(choice.refusal().orElseThrow());
    }
    Instant permitted = permitted(question, now);
    if (permitted.isAfter(now)) {
      return question.usefulUntil() != null && !permitted.isBefore(question.usefulUntil())
          ? new Verdict.Refuse(NotDoneReason.QUIET_HOURS_EXPIRED)
          : new Verdict.Defer(permitted);
    }
    return new Verdict.Release(choice.route().get());
  }

  private static Optional<NotDoneReason> unwanted(Question question, Instant now) {
    if (question.patient() != PatientState.ACTIVE && !question.required()) {
      return Optional.of(NotDoneReason.PATIENT_INACTIVE);
    }
    if (question.anchor() == null) {
      return Optional.empty();
    }
    String status = question.visitStatus() == null ? "deleted" : question.visitStatus();
    return switch (status) {
      case "booked" -> {
        if (!question.anchor().equals(question.visitStart())) {
          yield Optional.of(NotDoneReason.APPOINTMENT_CHANGED);
        }
        // Nothing about a visit goes out once it has begun.
        yield now.isBefore(question.visitStart())
            ? Optional.empty()
            : Optional.of(NotDoneReason.WINDOW_PASSED);
      }
      case "cancelled", "entered-in-error", "deleted" ->
          Optional.of(NotDoneReason.APPOINTMENT_CANCELLED);
      default -> Optional.of(NotDoneReason.CONDITION_NOT_MET);
    };
  }

  /** The first instant, not before {@code now}, in the hours of the purpose. */
  private Instant permitted(Question question, Instant now) {
    if (question.purpose() == OutreachPurpose.ACKNOWLEDGEMENT
        && now.isBefore(question.occurrence().plus(FRESH))) {
      return now;
    }
    boolean relationship =
        switch (question.purpose()) {
          case ACKNOWLEDGEMENT, APPOINTMENT, CARE -> true;
          default -> false;
        };
    LocalTime closes = relationship ? CLOSES : CLOSES_FOR_OUTREACH;
    LocalDateTime local = time.local(now, question.zone());
    if (open(local, closes, relationship)) {
      return now;
    }
    LocalDateTime next =
        local.toLocalTime().isBefore(OPENS)
            ? local.toLocalDate().atTime(OPENS)
            : local.toLocalDate().plusDays(1).atTime(OPENS);
    if (!relationship && next.getDayOfWeek() == DayOfWeek.SUNDAY) {
      next = next.plusDays(1);
    }
    return time.instant(next, question.zone());
  }

  private static boolean open(LocalDateTime local, LocalTime closes, boolean sundays) {
    return !local.toLocalTime().isBefore(OPENS)
        && local.toLocalTime().isBefore(closes)
        && (sundays || local.getDayOfWeek() != DayOfWeek.SUNDAY);
  }
}
