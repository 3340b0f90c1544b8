package org.rapport.server.outreach.release;

import java.time.Clock;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.hl7.fhir.r4.model.Appointment;
import org.hl7.fhir.r4.model.Appointment.AppointmentStatus;
import org.hl7.fhir.r4.model.CommunicationRequest.CommunicationRequestStatus;
import org.hl7.fhir.r4.model.Location;
import org.hl7.fhir.r4.model.Patient;
import org.rapport.server.catalog.Template;
import org.rapport.server.catalog.TemplateSource;
import org.rapport.server.config.RapportSettings;
import org.rapport.server.consent.Bases;
import org.rapport.server.consent.ClinicPlace;
import org.rapport.server.consent.ContactBook;
import org.rapport.server.consent.ContactBook.Route;
import org.rapport.server.consent.NumberCheck;
import org.rapport.server.journey.Facts.PatientState;
import org.rapport.server.journey.Focus;
import org.rapport.server.journey.PlannedStep;
import org.rapport.server.outreach.gate.Gate;
import org.rapport.server.outreach.gate.Gate.Verdict;
import org.rapport.server.outreach.gate.PolicyConfiguration;
import org.rapport.server.outreach.gate.RuleResult;
import org.rapport.server.outreach.gate.Traffic;
import org.rapport.server.outreach.message.DueMessage;
import org.rapport.server.outreach.message.DueMessage.Place;
import org.rapport.server.outreach.message.DueMessage.Recipient;
import org.rapport.server.outreach.message.DueMessage.Request;
import org.rapport.server.outreach.message.DueMessage.Visit;
import org.rapport.server.outreach.message.DueMessage.Window;
import org.rapport.server.outreach.message.DueMessage.Wording;
import org.rapport.server.outreach.message.Surroundings;
import org.rapport.server.outreach.text.AnswerTexts;
import org.rapport.server.outreach.text.ContentRules;
import org.rapport.server.outreach.text.DiscreetTexts;
import org.rapport.server.outreach.text.InquiryNotes;
import org.rapport.server.outreach.text.MessageLinks;
import org.rapport.server.outreach.text.MessageText;
import org.rapport.server.outreach.text.MessageText.Extras;
import org.rapport.server.outreach.text.MessageText.Text;
import org.rapport.server.outreach.text.Rendering;
import org.rapport.server.outreach.text.VisitNotes;
import org.rapport.server.policy.Policy;
import org.rapport.server.projection.read.LocationRecord;
import org.rapport.server.projection.read.PatientRecord;
import org.rapport.server.projection.read.VisitInstruction;
import org.rapport.server.projection.read.VisitZone;
import org.rapport.server.projection.read.ZoneCodes;
import org.rapport.server.sensitivity.SensitiveWords;
import org.rapport.server.sensitivity.Sensitivity;
import org.rapport.terminology.Channel;
import org.rapport.terminology.NotDoneReason;
import org.rapport.terminology.OutreachPurpose;
import org.rapport.time.CivilTime;

/**
 * The gate and the words of a message without a store, for simulations: the same rules and the same
 * templates, over resources that are at hand. Nothing is recorded and nothing is sent. Thread-safe.
 */
public final class DryGate {
  private static final Extras LINKS = new Extras(null, () -> "/p/…", () -> "/p/…", kind -> "/p/…");

  private final Judgement judgement;
  private final Policy policy;
  private final TemplateSource templates;
  private final MessageText texts;
  private final ClinicPlace clinic;
  private final ZoneId clinicZone;

  /**
   * The gate of a clinic.
   *
   * @param register whether it has a register of reassigned numbers to ask, as of {@link Gate}
   */
  public DryGate(
      Policy policy, TemplateSource templates, RapportSettings settings, boolean register) {
    this.policy = policy;
    this.templates = templates;
    SensitiveWords words = new SensitiveWords();
    this.texts =
        new MessageText(
            templates,
            new Rendering(),
            new AnswerTexts(settings),
            new DiscreetTexts(settings, words),
            new VisitNotes(
                settings.content() == null ? "" : settings.content().linkHosts(),
                settings.publicBase().toString(),
                settings.clinic().phone()),
            // No inquiry is simulated, so nobody asks it for the time.
            new InquiryNotes(Clock.fixed(Instant.EPOCH, ZoneOffset.UTC)),
            settings);
    this.judgement =
        new Judgement(
            new Gate(
                CivilTime.installed(), policy, PolicyConfiguration.senders(settings), register),
            new ContentRules(words, settings));
    this.clinic = new ClinicPlace(settings);
    this.clinicZone = settings.clinic().zone();
  }

  /**
   * A message of a journey that has become due.
   *
   * @param place of the visit, or null
   * @param visit that it is about, or null
   * @param sensitivity the highest of the patient, the focus, its place and its services
   * @param upcoming whether the journey is about a visit that is to come, so that nothing goes out
   *     once the visit has changed or begun
   */
  public record Due(
      PlannedStep step,
      Patient patient,
      Focus focus,
      Location place,
      Appointment visit,
      Sensitivity sensitivity,
      boolean upcoming,
      ContactBook contacts,
      Traffic traffic) {}

  /**
   * What would come of it.
   *
   * @param until when to ask again; null unless deferred
   * @param reason why not; null unless refused
   * @param route null unless it would go
   */
  public record Judged(
      Instant until,
      NotDoneReason reason,
      Route route,
      String language,
      String subject,
      String body,
      List<RuleResult> rules) {}

  /** Judges and, where it may go, writes. */
  public Judged judge(Due due, Instant now) {
    DueMessage message = message(due);
    Judgement.Judged<Text> judged = judged(message, due, due.contacts(), now);
    if (judged.unasked().isPresent()) {
      judged = judged(message, due, answered(due.contacts(), judged.unasked().get(), now), now);
    }
    Text text = judged.written();
    if (judged.verdict() instanceof Verdict.Release release) {
      return new Judged(
          null,
          null,
          release.route(),
          text.language(),
          text.subject(),
          text.body(),
          judged.rules());
    }
    if (judged.verdict() instanceof Verdict.Defer defer) {
      return not(defer.until(), null, judged.rules());
    }
    return not(
        null,
        judged.verdict() instanceof Verdict.Refuse refuse
            ? refuse.reason()
            : NotDoneReason.CONDITION_NOT_MET,
        judged.rules());
  }

  private Judgement.Judged<Text> judged(
      DueMessage message, Due due, ContactBook contacts, Instant now) {
    return judgement.of(
        message,
        question(message, due, contacts),
        false,
        now,
        (route, noticed) -> written(message, route.channel(), noticed),
        Function.identity());
  }

  // Nobody is asked about made-up numbers: the register is taken to say at once that this one was
  // not given up, as it does of most.
  private ContactBook answered(ContactBook contacts, Route number, Instant now) {
    LocalDate today = CivilTime.installed().local(now, clinicZone).toLocalDate();
    return contacts.checked(
        Map.of(number, new NumberCheck(NumberCheck.Answer.NO, today, now, null)));
  }

  private Optional<Text> written(DueMessage message, Channel channel, boolean noticed) {
    OutreachPurpose purpose = message.request().purpose();
    boolean unsubscribable = channel == Channel.EMAIL && MessageLinks.unsubscribable(purpose);
    return texts
        .of(message, channel, LINKS, noticed)
        .flatMap(
            text ->
                texts.signed(text, purpose, texts.name(message), unsubscribable ? "/u/…" : null));
  }

  /**
   * A text as somebody would get it.
   *
   * @param text null where there is none for the channel
   * @param content what the rules say of it
   */
  record Preview(Text text, RuleResult content) {}

  /** Writes without asking whether it may go. */
  Preview preview(Due due, Channel channel, Instant now) {
    return preview(due, wording(due), channel, now);
  }

  /** The same of words that staff wrote. */
  Preview preview(Due due, String payload, Channel channel, Instant now) {
    return preview(due, new Wording(null, null, payload), channel, now);
  }

  private Preview preview(Due due, Wording wording, Channel channel, Instant now) {
    DueMessage message = message(due, wording);
    Judgement.Content<Text> content =
        judgement.content(
            message,
            channel,
            due.contacts().withoutNotice(message.request().purpose(), channel, now),
            noticed -> written(message, channel, noticed),
            Function.identity());
    return new Preview(content.written().orElse(null), content.rule());
  }

  /** Whether caps leave messages of this template out. */
  public boolean uncounted(String template) {
    return templates.template(template).map(Template::uncounted).orElse(false);
  }

  /** What permits messages to a patient. */
  public Bases bases(Patient patient) {
    String zone = ZoneCodes.of(patient);
    return new Bases(
        policy,
        clinic.orOf(
            patient.hasAddress() ? patient.getAddressFirstRep().getCountry() : null,
            patient.hasAddress() ? patient.getAddressFirstRep().getState() : null),
        zone == null ? clinicZone : ZoneId.of(zone));
  }

  private static Judged not(Instant until, NotDoneReason reason, List<RuleResult> rules) {
    return new Judged(until, reason, null, null, null, null, rules);
  }

  private Gate.Question question(DueMessage message, Due due, ContactBook contacts) {
    String template = message.request().wording().template();
    return new Gate.Question(
        message.request(),
        message.recipient(),
        message.visit(),
        null,
        message.sensitive() ? contacts.sensitive() : contacts,
        clinic.orOf(message.recipient().country(), message.recipient().subdivision()),
        new Gate.Limits(
            due.traffic(),
            uncounted(template),
            templates.template(template).map(Template::remunerated).orElse(false)
                || message.sensitive()));
  }

  private DueMessage message(Due due) {
    return message(due, wording(due));
  }

  private static Wording wording(Due due) {
    return new Wording(due.step().step(), due.step().template(), null);
  }

  private DueMessage message(Due due, Wording wording) {
    VisitZone clock = VisitZone.of(due.visit(), due.place(), clinicZone);
    boolean visit = due.focus().isVisit();
    return new DueMessage(
        request(due, wording),
        recipient(due.patient(), clock),
        new Visit(
            visit ? due.focus().id() : null,
            1L,
            visit ? AppointmentStatus.fromCode(due.focus().status()) : null,
            visit ? due.focus().start() : null,
            clock),
        place(due.place()),
        null,
        null,
        new Surroundings(
            due.sensitivity() != Sensitivity.NONE,
            due.sensitivity() == Sensitivity.MENTAL_HEALTH,
            due.place() == null ? List.of() : VisitInstruction.of(due.place())));
  }

  private static Request request(Due due, Wording wording) {
    PlannedStep step = due.step();
    return new Request(
        "simulated",
        1,
        CommunicationRequestStatus.ACTIVE,
        null,
        OutreachPurpose.fromCode(step.purpose()).orElse(OutreachPurpose.MARKETING),
        null,
        null,
        false,
        due.focus().ref(),
        wording,
        new Window(step.occurrence(), step.usefulUntil(), due.upcoming() ? step.anchor() : null));
  }

  private static Recipient recipient(Patient patient, VisitZone clock) {
    String zone = ZoneCodes.of(patient);
    return new Recipient(
        patient.getIdElement().getIdPart(),
        1,
        PatientRecord.isActive(patient) ? PatientState.ACTIVE : PatientState.INACTIVE,
        PatientRecord.given(patient),
        PatientRecord.language(patient),
        zone == null ? clock.zone() : ZoneId.of(zone),
        patient.hasAddress() ? patient.getAddressFirstRep().getCountry() : null,
        patient.hasAddress() ? patient.getAddressFirstRep().getState() : null,
        false);
  }

  private static Place place(Location place) {
    return place == null
        ? new Place(null, null, null)
        : new Place(
            LocationRecord.nameForPatients(place),
            LocationRecord.address(place.getAddress()),
            LocationRecord.phone(place));
  }
}
