package org.rapport.server.journey;

import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * The values that a template may have a place for, and what each may tell. One that is not here is
 * taken to tell something: it stands in no text about a sensitive visit, nor in one by a channel of
 * which the patient was not told that it is not encrypted.
 */
public enum Placeholder {
  GIVEN("given", Tells.NOTHING),
  CLINIC_NAME("clinicName", Tells.NOTHING),
  CLINIC_PHONE("clinicPhone", Tells.NOTHING),
  CLINIC_ADDRESS("clinicAddress", Tells.NOTHING),
  VISIT_DATE("visitDate", Tells.NOTHING),
  VISIT_TIME("visitTime", Tells.NOTHING),
  ZONE_LABEL("zoneLabel", Tells.NOTHING),
  TOKEN("token", Tells.NOTHING),
  RESPOND_BY("respondBy", Tells.NOTHING),
  QUESTION("question", Tells.NOTHING),
  SERVICE("service", Tells.NOTHING),
  LINK("link", Tells.NOTHING, Length.OURS),
  PREFERENCES("preferences", Tells.NOTHING, Length.OURS),
  CRISIS_LINES("crisisLines", Tells.NOTHING, Length.OURS),
  BOOKING_LINK("bookingLink", Tells.NOTHING, Length.OURS),
  RESUME_LINK("resumeLink", Tells.NOTHING, Length.OURS),
  SURVEY_LINK("surveyLink", Tells.NOTHING, Length.OURS),
  /** To a page of others about the clinic, which tells nothing of the patient. */
  REVIEW_LINK("reviewLink", Tells.THE_CLINIC, Length.OURS),
  LOCATION_NAME("locationName", Tells.THE_VISIT),
  LOCATION_ADDRESS("locationAddress", Tells.THE_VISIT),
  DIRECTIONS("directions", Tells.THE_VISIT, Length.SENTENCES),
  PARKING("parking", Tells.THE_VISIT, Length.SENTENCES),
  BRING("bring", Tells.THE_VISIT, Length.SENTENCES),
  PAPERWORK("paperwork", Tells.THE_VISIT, Length.OURS),
  RESOURCES("resources", Tells.MORE, Length.SENTENCES),
  CONSENT_LINK("consentLink", Tells.MORE, Length.OURS),
  SIGN_IN_LINK("signInLink", Tells.MORE, Length.OURS),
  REFERRAL_METHOD("referralMethod", Tells.MORE),
  CHOICES("choices", Tells.MORE);

  private enum Tells {
    NOTHING,
    THE_CLINIC,
    THE_VISIT,
    MORE
  }

  private enum Length {
    NAME,
    SENTENCES,
    OURS
  }

  private static final int LONGEST_NAME = 120;
  private static final int LONGEST_SENTENCES = 400;

  private static final Map<String, Placeholder> BY_CODE =
      Arrays.stream(values()).collect(Collectors.toMap(Placeholder::code, Function.identity()));

  private static final Set<Placeholder> TELLING =
      Arrays.stream(values())
          .filter(placeholder -> placeholder.tells == Tells.THE_VISIT)
          .collect(Collectors.toUnmodifiableSet());

  private final String code;
  private final Tells tells;
  private final Length length;

  Placeholder(String code, Tells tells) {
    this(code, tells, Length.NAME);
  }

  Placeholder(String code, Tells tells, Length length) {
    this.code = code;
    this.tells = tells;
    this.length = length;
  }

  /** As it stands between the braces. */
  public String code() {
    return code;
  }

  /** The one of that name; empty where none has it. */
  public static Optional<Placeholder> fromCode(String code) {
    return Optional.ofNullable(BY_CODE.get(code));
  }

  /** Whether a text with it says no more of a visit, a service or a patient than its time. */
  public static boolean generic(String code) {
    return fromCode(code).filter(known -> known.tells == Tells.NOTHING).isPresent();
  }

  /** Whether it may stand in a text that should not tell all (R22). */
  public static boolean harmless(String code) {
    return generic(code)
        || fromCode(code).filter(known -> known.tells == Tells.THE_CLINIC).isPresent();
  }

  /** What could tell where a sensitive visit is, or what it is for. */
  public static Set<Placeholder> telling() {
    return TELLING;
  }

  /** Whether its value is of our own making: cut short, a link would lead nowhere. */
  public static boolean ours(String code) {
    return fromCode(code).filter(known -> known.length == Length.OURS).isPresent();
  }

  /**
   * How many characters of a value that others made may stand in a text. What a clinic says of the
   * way there takes more than a name does.
   */
  public static int longest(String code) {
    return fromCode(code).filter(known -> known.length == Length.SENTENCES).isPresent()
        ? LONGEST_SENTENCES
        : LONGEST_NAME;
  }
}
