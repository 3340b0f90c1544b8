package org.rapport.profiles;

/** URLs of the extensions that Rapport reads and writes; their parts are named beside them. */
public final class Extensions {

  /** On a CommunicationRequest: which of the fixed answers it is; a code. */
  public static final String ANSWER_KIND = Canonicals.STRUCTURE + "answer-kind";

  /** On a CommunicationRequest: the address that it answers; a ContactPoint. */
  public static final String ANSWER_TO = Canonicals.STRUCTURE + "answer-to";

  /** On a step of a journey: the template in its place when the visit has moved; a canonical. */
  public static final String CHANGE_NOTICE = Canonicals.STRUCTURE + "change-notice";

  /** On a contact point: the one address that may be used; a boolean. */
  public static final String CONFIDENTIAL_CONTACT = Canonicals.STRUCTURE + "confidential-contact";

  /** On a Communication: how far the provider got; a code. */
  public static final String DELIVERY_STATUS = Canonicals.STRUCTURE + "delivery-status";

  /** On a CommunicationRequest: {@link JourneyStep} says which parts it has. */
  public static final String JOURNEY_STEP = Canonicals.STRUCTURE + "journey-step";

  /** On an ActivityDefinition, repeating: {@link MessageVariant} says which parts it has. */
  public static final String MESSAGE_VARIANT = Canonicals.STRUCTURE + "message-variant";

  /** On a CommunicationRequest: {@link PlannedLocalTime} says which parts it has. */
  public static final String PLANNED_LOCAL_TIME = Canonicals.STRUCTURE + "planned-local-time";

  /** On a Communication: the address it came from; a ContactPoint. */
  public static final String RECEIVED_FROM = Canonicals.STRUCTURE + "received-from";

  /** On a Communication: the number behind C and R on a shared telephone; a string. */
  public static final String REPLY_TOKEN = Canonicals.STRUCTURE + "reply-token";

  /** On a PlanDefinition: how long a review stands; a Duration. */
  public static final String REVIEW_INTERVAL = Canonicals.STRUCTURE + "review-interval";

  /** On a Communication: the address it was sent to; a ContactPoint. */
  public static final String SENT_TO = Canonicals.STRUCTURE + "sent-to";

  /** On an Appointment: {@link SourceEvent} says which parts it has. */
  public static final String SOURCE_EVENT = Canonicals.STRUCTURE + "source-event";

  /** On a CommunicationRequest: the instant after which it helps nobody; a dateTime. */
  public static final String USEFUL_UNTIL = Canonicals.STRUCTURE + "useful-until";

  /** On an ActivityDefinition: frequency caps leave its messages out; a boolean. */
  public static final String UNCOUNTED = Canonicals.STRUCTURE + "uncounted";

  /** On a step of a journey: {@link Usefulness} says which parts it has. */
  public static final String USEFULNESS = Canonicals.STRUCTURE + "usefulness";

  /**
   * HL7's time zone of a Patient or a Location; a code of the IANA database.
   *
   * @see <a href="http://hl7.org/fhir/StructureDefinition/timezone">timezone</a>
   */
  public static final String TIMEZONE = "http://hl7.org/fhir/StructureDefinition/timezone";

  /** The parts of {@link #JOURNEY_STEP}. */
  public static final class JourneyStep {

    /** The journey with its version; a canonical. */
    public static final String JOURNEY = "journey";

    /** The action's id in the journey; an id. */
    public static final String STEP = "step";

    /** The start of the visit that the step was planned for; an instant. */
    public static final String ANCHOR = "anchor";

    /** The ActivityDefinition that holds the text; a canonical. */
    public static final String TEMPLATE = "template";

    private JourneyStep() {}
  }

  /** The parts of {@link #MESSAGE_VARIANT}. */
  public static final class MessageVariant {

    /** BCP 47 language; a code. */
    public static final String LANGUAGE = "language";

    /** A code of the code system channel. */
    public static final String CHANNEL = "channel";

    /** The subject line, in e-mail only; a string. */
    public static final String SUBJECT = "subject";

    /** The text with its placeholders; a string. */
    public static final String BODY = "body";

    private MessageVariant() {}
  }

  /** The parts of {@link #PLANNED_LOCAL_TIME}. */
  public static final class PlannedLocalTime {

    /** ISO 8601 local date and time without an offset; a string. */
    public static final String LOCAL_DATE_TIME = "localDateTime";

    /** IANA time zone; a code. */
    public static final String ZONE = "zone";

    /** How the time follows from its anchor, in words; a string. */
    public static final String RULE = "rule";

    private PlannedLocalTime() {}
  }

  /** The parts of {@link #SOURCE_EVENT}. */
  public static final class SourceEvent {

    /** When the event happened; an instant. */
    public static final String TIME = "time";

    /** The message's control id; a string. */
    public static final String CONTROL_ID = "controlId";

    /** The trigger event; a code. */
    public static final String EVENT = "event";

    /** The sender's sequence number; an integer. */
    public static final String SEQUENCE = "sequence";

    private SourceEvent() {}
  }

  /** The parts of {@link #USEFULNESS}. */
  public static final class Usefulness {

    /** {@code after-occurrence} or {@code before-start}; a code. */
    public static final String RELATIONSHIP = "relationship";

    /** How long after the occurrence, or before the start; a Duration in UCUM. */
    public static final String OFFSET = "offset";

    private Usefulness() {}
  }

  private Extensions() {}
}
