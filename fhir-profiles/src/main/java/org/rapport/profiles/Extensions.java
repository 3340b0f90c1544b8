package org.rapport.profiles;

/** URLs of the extensions that Rapport reads and writes; their parts are named beside them. */
public final class Extensions {

  /** On a CommunicationRequest: which of the fixed answers it is; a code. */
  public static final String ANSWER_KIND = Canonicals.STRUCTURE + "answer-kind";

  /** On a CommunicationRequest: the address that it answers; a ContactPoint. */
  public static final String ANSWER_TO = Canonicals.STRUCTURE + "answer-to";

  /**
   * On a CarePlan, a CommunicationRequest and a Communication: the variant of the experiment; a
   * code.
   */
  public static final String ASSIGNED_VARIANT = Canonicals.STRUCTURE + "assigned-variant";

  /**
   * On a Task, a Communication or a ContactPoint, repeating: {@link Attribution} says which parts
   * it has.
   */
  public static final String ATTRIBUTION = Canonicals.STRUCTURE + "attribution";

  /** On a Duration: it counts opening hours only; a boolean. */
  public static final String BUSINESS_TIME = Canonicals.STRUCTURE + "business-time";

  /** On a CommunicationRequest to a Group: {@link Campaign} says which parts it has. */
  public static final String CAMPAIGN = Canonicals.STRUCTURE + "campaign";

  /** On a step of a journey: the template in its place when the visit has moved; a canonical. */
  public static final String CHANGE_NOTICE = Canonicals.STRUCTURE + "change-notice";

  /** On a contact point: the one address that may be used; a boolean. */
  public static final String CONFIDENTIAL_CONTACT = Canonicals.STRUCTURE + "confidential-contact";

  /** On a Consent: what a permission rests on; express, implied-transaction, implied-inquiry. */
  public static final String CONSENT_BASIS = Canonicals.STRUCTURE + "consent-basis";

  /** On a Consent: {@link ConsentEvidence} says which parts it has. */
  public static final String CONSENT_EVIDENCE = Canonicals.STRUCTURE + "consent-evidence";

  /** On an entry of a List of people: {@link Counted} says which parts it has. */
  public static final String COUNTED = Canonicals.STRUCTURE + "counted";

  /** On a Communication: how far the provider got; a code. */
  public static final String DELIVERY_STATUS = Canonicals.STRUCTURE + "delivery-status";

  /** On a CarePlan, repeating: {@link EnrolmentOverride} says which parts it has. */
  public static final String ENROLMENT_OVERRIDE = Canonicals.STRUCTURE + "enrolment-override";

  /** On a PlanDefinition: {@link Experiment} says which parts it has. */
  public static final String EXPERIMENT = Canonicals.STRUCTURE + "experiment";

  /** On a PlanDefinition, repeating: {@link ExperimentVariant} says which parts it has. */
  public static final String EXPERIMENT_VARIANT = Canonicals.STRUCTURE + "experiment-variant";

  /**
   * On a CommunicationRequest and a Communication: the channel that failed before it went on
   * another; a code.
   */
  public static final String FAILED_CHANNEL = Canonicals.STRUCTURE + "failed-channel";

  /** On a Location, repeating: a day on which it does not open; a date. */
  public static final String HOLIDAY = Canonicals.STRUCTURE + "holiday";

  /**
   * On a PlanDefinition: the journey that it takes the place of where it is wanted; a canonical.
   */
  public static final String INSTEAD_OF = Canonicals.STRUCTURE + "instead-of";

  /**
   * On a HealthcareService: how many inquiries its team answers in an opening hour; a positiveInt.
   */
  public static final String INTAKE_CAPACITY = Canonicals.STRUCTURE + "intake-capacity";

  /** On a CommunicationRequest or a Task: {@link JourneyStep} says which parts it has. */
  public static final String JOURNEY_STEP = Canonicals.STRUCTURE + "journey-step";

  /** On an entity of a Provenance: the version that a merge has changed; an integer. */
  public static final String MERGED_VERSION = Canonicals.STRUCTURE + "merged-version";

  /** On an ActivityDefinition, repeating: {@link MessageVariant} says which parts it has. */
  public static final String MESSAGE_VARIANT = Canonicals.STRUCTURE + "message-variant";

  /** On a CommunicationRequest: {@link PlannedLocalTime} says which parts it has. */
  public static final String PLANNED_LOCAL_TIME = Canonicals.STRUCTURE + "planned-local-time";

  /** On a Consent of category quiet-hours: {@link QuietHours} says which parts it has. */
  public static final String QUIET_HOURS = Canonicals.STRUCTURE + "quiet-hours";

  /** On a Communication: the address it came from; a ContactPoint. */
  public static final String RECEIVED_FROM = Canonicals.STRUCTURE + "received-from";

  /** On a HealthcareService: whether it is for those who were referred; a boolean. */
  public static final String REFERRAL_REQUIRED = Canonicals.STRUCTURE + "referral-required";

  /** On an ActivityDefinition or a CommunicationRequest: a third party pays for it; a boolean. */
  public static final String REMUNERATED = Canonicals.STRUCTURE + "remunerated";

  /** On a Communication: the number behind C and R on a shared telephone; a string. */
  public static final String REPLY_TOKEN = Canonicals.STRUCTURE + "reply-token";

  /** On a PlanDefinition: who may come again; the code never or always, or a Duration. */
  public static final String RE_ENTRY = Canonicals.STRUCTURE + "re-entry";

  /** On a step of a journey: how long it waits for a reply; a Duration. */
  public static final String REPLY_WINDOW = Canonicals.STRUCTURE + "reply-window";

  /** On a PlanDefinition: how long a review stands; a Duration. */
  public static final String REVIEW_INTERVAL = Canonicals.STRUCTURE + "review-interval";

  /** On a Communication: the address it was sent to; a ContactPoint. */
  public static final String SENT_TO = Canonicals.STRUCTURE + "sent-to";

  /** On an Appointment, a Patient or a Slot: {@link SourceEvent} says which parts it has. */
  public static final String SOURCE_EVENT = Canonicals.STRUCTURE + "source-event";

  /** On a PlanDefinition or a goal of it: when the journey is over; an Expression. */
  public static final String STOP_WHEN = Canonicals.STRUCTURE + "stop-when";

  /** On a Task: who works on it now; a Reference to a Practitioner. */
  public static final String TAKEN_BY = Canonicals.STRUCTURE + "taken-by";

  /** On a CommunicationRequest: the instant after which it helps nobody; a dateTime. */
  public static final String USEFUL_UNTIL = Canonicals.STRUCTURE + "useful-until";

  /** On an ActivityDefinition: frequency caps leave its messages out; a boolean. */
  public static final String UNCOUNTED = Canonicals.STRUCTURE + "uncounted";

  /** On a step of a journey: {@link Usefulness} says which parts it has. */
  public static final String USEFULNESS = Canonicals.STRUCTURE + "usefulness";

  /**
   * On a Location or a HealthcareService, repeating: {@link VisitInstructions} says which parts it
   * has.
   */
  public static final String VISIT_INSTRUCTIONS = Canonicals.STRUCTURE + "visit-instructions";

  /**
   * HL7's time zone of a Patient or a Location; a code of the IANA database.
   *
   * @see <a href="http://hl7.org/fhir/StructureDefinition/timezone">timezone</a>
   */
  public static final String TIMEZONE = "http://hl7.org/fhir/StructureDefinition/timezone";

  /** The parts of {@link #ATTRIBUTION}. */
  public static final class Attribution {

    /** {@code first} or {@code last}; a code. */
    public static final String TOUCH = "touch";

    /** When; an instant. */
    public static final String AT = "at";

    /** Where they came from; a string. */
    public static final String SOURCE = "source";

    /** By what means; a string. */
    public static final String MEDIUM = "medium";

    /** The campaign; a string. */
    public static final String CAMPAIGN = "campaign";

    /** The page that led here; a string. */
    public static final String REFERRER = "referrer";

    /** The first page of ours; a string. */
    public static final String LANDING_PAGE = "landingPage";

    private Attribution() {}
  }

  /**
   * HL7's word for the definition that a request without such an element follows; a canonical.
   *
   * @see <a href="http://hl7.org/fhir/R4/extension-workflow-instantiatescanonical.html">
   *     workflow-instantiatesCanonical</a>
   */
  public static final String INSTANTIATES_CANONICAL =
      "http://hl7.org/fhir/StructureDefinition/workflow-instantiatesCanonical";

  /**
   * A search that members of a Group match, by bulk data's word for it; an Expression.
   *
   * @see <a
   *     href="http://hl7.org/fhir/uv/bulkdata/StructureDefinition/member-filter">member-filter</a>
   */
  public static final String MEMBER_FILTER =
      "http://hl7.org/fhir/uv/bulkdata/StructureDefinition/member-filter";

  /** The parts of {@link #COUNTED}. */
  public static final class Counted {

    /** The resource that was counted; a Reference. */
    public static final String BY = "by";

    /** How long it took, where the figure is a median; a Quantity. */
    public static final String VALUE = "value";

    private Counted() {}
  }

  /** The parts of {@link #CAMPAIGN}. */
  public static final class Campaign {

    /** A code of the code system campaign-state. */
    public static final String STATE = "state";

    /** Who wrote it, repeating; a string. */
    public static final String AUTHOR = "author";

    /** Who approved it; a string. */
    public static final String APPROVED_BY = "approvedBy";

    /** When; an instant. */
    public static final String APPROVED_AT = "approvedAt";

    /** When its first message may go; an instant. */
    public static final String STARTS_AT = "startsAt";

    /** When it was last resumed; an instant. */
    public static final String RESUMED_AT = "resumedAt";

    /** Who halted, resumed or cancelled it last; a string. */
    public static final String BY = "by";

    /** Why; a string. */
    public static final String REASON = "reason";

    /** How many recipients it has; an unsignedInt. */
    public static final String MEMBERS = "members";

    /** How many were written to when it came into its state; an unsignedInt. */
    public static final String SENT = "sent";

    /** How many had a reason for no message then; an unsignedInt. */
    public static final String NOT_DONE = "notDone";

    private Campaign() {}
  }

  /** The parts of {@link #QUIET_HOURS}. */
  public static final class QuietHours {

    /** When they begin; a time. */
    public static final String FROM = "from";

    /** When they end, on the next day if it is earlier; a time. */
    public static final String UNTIL = "until";

    private QuietHours() {}
  }

  /** The parts of {@link #CONSENT_EVIDENCE}. */
  public static final class ConsentEvidence {

    /** The exact words; a string. */
    public static final String WORDING = "wording";

    /** Their version; a string. */
    public static final String VERSION = "version";

    /** Their BCP 47 language; a code. */
    public static final String LANGUAGE = "language";

    /** The form or the page; a string. */
    public static final String SHOWN = "shown";

    /** The address that it is about; a ContactPoint. */
    public static final String ADDRESS = "address";

    /** The network address that the form was sent from; a string. */
    public static final String IP = "ip";

    /** Who recorded it, where it was not the patient; a string. */
    public static final String BY = "by";

    /** The version of the notice that texts and e-mails are not encrypted; a string. */
    public static final String RISK_NOTICE = "riskNotice";

    private ConsentEvidence() {}
  }

  /** The parts of {@link #ENROLMENT_OVERRIDE}. */
  public static final class EnrolmentOverride {

    /** A code of the code system override-action; a code. */
    public static final String ACTION = "action";

    /** A code of the code system override-reason; a Coding. */
    public static final String REASON = "reason";

    /** When; an instant. */
    public static final String AT = "at";

    /** Who; a string. */
    public static final String BY = "by";

    /** Which step; an id. */
    public static final String STEP = "step";

    /** In words; a string. */
    public static final String NOTE = "note";

    private EnrolmentOverride() {}
  }

  /** The parts of {@link #EXPERIMENT}. */
  public static final class Experiment {

    /** The one thing that differs; a string. */
    public static final String VARIABLE = "variable";

    /** How many enrolments a variant needs for a verdict; a positiveInt. */
    public static final String MINIMUM_SAMPLE = "minimumSample";

    private Experiment() {}
  }

  /** The parts of {@link #EXPERIMENT_VARIANT}. */
  public static final class ExperimentVariant {

    /** Its name; a code. */
    public static final String NAME = "name";

    /** Its share; an unsignedInt. */
    public static final String WEIGHT = "weight";

    /** Whether it gets nothing; a boolean. */
    public static final String HOLD_OUT = "holdOut";

    private ExperimentVariant() {}
  }

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

  /** The parts of {@link #VISIT_INSTRUCTIONS}. */
  public static final class VisitInstructions {

    /** {@code directions}, {@code parking}, {@code bring}, {@code paperwork}, {@code review}. */
    public static final String KIND = "kind";

    /** BCP 47 language; none means any; a code. */
    public static final String LANGUAGE = "language";

    /** In words; a string. */
    public static final String TEXT = "text";

    /** An https link; a url. */
    public static final String URL = "url";

    private VisitInstructions() {}
  }

  private Extensions() {}
}
